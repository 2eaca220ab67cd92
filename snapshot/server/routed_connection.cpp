#include "snapshot/server/routed_connection.h"

#include <algorithm>
#include <map>

#include "snapshot/ldap/dn/dn.h"

namespace ldapsnap {

namespace {

class RoutedConnection : public ServerConnection {
 public:
  RoutedConnection(std::unique_ptr<ServerConnection> main, std::vector<BindOfParts> binds) : main_(std::move(main)) {
    for (BindOfParts& bind : binds) {
      others_.push_back(std::move(bind.connection));
      for (const std::string& base : bind.bases)
        routes_.push_back({pathOf(Dn::parse(base)), others_.back().get(), others_.back()->boundAs()});
    }
    // The longest base first: one within another is met before it.
    std::stable_sort(routes_.begin(), routes_.end(),
                     [](const Route& a, const Route& b) { return a.path.size() > b.path.size(); });
  }

  std::string uri() const override { return main_->uri(); }
  Entry rootDse() override { return main_->rootDse(); }
  SearchResult search(const SearchRequest& request, const EntryReceiver& deliver,
                      const EstimateReceiver& estimate) override {
    return at(request.base).search(request, deliver, estimate);
  }
  RefreshResult refresh(const SearchRequest& request, const std::string& cookie,
                        const EntryReceiver& deliver) override {
    return at(request.base).refresh(request, cookie, deliver);
  }
  std::vector<std::string> boundAs() override { return main_->boundAs(); }
  std::vector<std::string> boundAsAt(const std::string& base) override {
    const Route* const route = routeOf(base);
    return route == nullptr ? std::vector<std::string>() : route->identity;
  }

  int startPersistentSearch(const SearchRequest& request) override {
    ServerConnection& connection = at(request.base);
    return numbered(connection, connection.startPersistentSearch(request));
  }
  int startContentSync(const SearchRequest& request, const std::string& cookie) override {
    ServerConnection& connection = at(request.base);
    return numbered(connection, connection.startContentSync(request, cookie));
  }
  std::optional<FeedMessage> nextFeedMessage(std::chrono::milliseconds timeout) override {
    std::vector<ServerConnection*> followed;
    for (const auto& [number, search] : searches_)
      if (std::find(followed.begin(), followed.end(), search.connection) == followed.end())
        followed.push_back(search.connection);
    if (followed.size() == 1) return renumbered(*followed.front(), followed.front()->nextFeedMessage(timeout));
    // In turns: there is no wait for several connections at once.
    constexpr std::chrono::milliseconds kTurn{20};
    const auto end = std::chrono::steady_clock::now() + timeout;
    do {
      for (ServerConnection* connection : followed)
        if (auto message = renumbered(*connection, connection->nextFeedMessage(kTurn))) return message;
    } while (std::chrono::steady_clock::now() < end);
    return std::nullopt;
  }

 private:
  struct Route {
    std::string path;  ///< of the base (dn.h)
    ServerConnection* connection;
    std::vector<std::string> identity;
  };
  struct Search {
    ServerConnection* connection;
    int number;  ///< of the connection
  };

  const Route* routeOf(const std::string& base) const {
    const std::string path(keyOf(base).path());
    const auto found = std::find_if(routes_.begin(), routes_.end(),
                                    [&path](const Route& route) { return inScope(path, route.path, Scope::Subtree); });
    return found == routes_.end() ? nullptr : &*found;
  }

  ServerConnection& at(const std::string& base) const {
    const Route* const route = routeOf(base);
    return route == nullptr ? *main_ : *route->connection;
  }

  int numbered(ServerConnection& connection, int number) {
    searches_[++lastSearch_] = {&connection, number};
    return lastSearch_;
  }

  std::optional<FeedMessage> renumbered(const ServerConnection& connection, std::optional<FeedMessage> message) const {
    if (!message) return message;
    for (const auto& [number, search] : searches_) {
      if (search.connection != &connection || search.number != message->search) continue;
      message->search = number;
      break;
    }
    return message;
  }

  std::unique_ptr<ServerConnection> main_;
  std::vector<std::unique_ptr<ServerConnection>> others_;
  std::vector<Route> routes_;
  std::map<int, Search> searches_;
  int lastSearch_ = 0;
};

}  // namespace

std::unique_ptr<ServerConnection> routed(std::unique_ptr<ServerConnection> main, std::vector<BindOfParts> binds) {
  if (binds.empty()) return main;
  return std::make_unique<RoutedConnection>(std::move(main), std::move(binds));
}

}  // namespace ldapsnap
