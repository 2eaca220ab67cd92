// What the commands have in common that list what the store holds of one site or of all: list, runs.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

#include "cli/options/listing_options.h"
#include "cli/support/command.h"
#include "cli/support/deliver.h"
#include "report/model/results/listings.h"

namespace ldapsnap {

template <class Document>
class ListingCommand : public Command {
 public:
  using Find = Document (*)(Store& store, const std::string& site, const ListingLimit& limit);

  /// `renderers` must outlive the command.
  ListingCommand(std::string name, std::string about, std::string details, Find find,
                 const RenderTable<Document>& renderers, std::vector<OutputFlag> flags = {})
      : Command(std::move(name), std::move(about), std::move(details)),
        find_(find),
        renderers_(renderers),
        flags_(std::move(flags)) {}

  void declare(CLI::App& app) override {
    app.add_option("SITE", site_, "only this site");
    listing_.declare(app);
    output_.declare(app, formatsOf(renderers_), flags_);
  }

  void check() const override {
    output_.check();
    listing_.check();
  }

  int run(Session& session) override {
    const ListingLimit limit{listing_.most(), listing_.since()};
    deliver(session, output_, renderers_, find_(session.store(StoreOptions::Access::Read), site_, limit));
    return 0;
  }

 private:
  Find find_;
  const RenderTable<Document>& renderers_;
  std::vector<OutputFlag> flags_;
  std::string site_;
  ListingOptions listing_;
  OutputOptions output_;
};

}  // namespace ldapsnap
