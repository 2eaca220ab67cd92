#include "snapshot/operand/reread.h"

#include <unordered_set>

#include "snapshot/capture/dialect/dialect.h"
#include "snapshot/capture/part/full_reader.h"
#include "snapshot/model/memory_snapshot.h"
#include "snapshot/redact/redaction.h"
#include "snapshot/server/server_url.h"

namespace ldapsnap {

bool isLive(const Operand& operand) { return isServerUrl(operand.name); }

std::unique_ptr<Snapshot> readAgain(const Operand& operand, const OperandContext& context,
                                    const std::vector<std::string>& names) {
  ConnectionSettings settings = context.connection;
  settings.uri = operand.name;
  const std::unique_ptr<ServerConnection> server = connect(settings);
  const ServerProfile profile = recognise(server->rootDse());
  const Snapshot& earlier = *operand.snapshot;
  const Redactor redactor(context.key, profile.product, earlier.schema());
  auto now = std::make_unique<MemorySnapshot>(earlier.info());
  std::unordered_set<std::string> paths;
  for (const std::string& name : names) paths.emplace(keyOf(name).path());
  earlier.scan(Dn(), Scope::Subtree, [&](const Entry& entry) {
    if (!paths.contains(std::string(keyOf(entry.dn).path()))) now->add(entry);
    return Snapshot::Visit::Continue;
  });
  for (const std::string& name : names) {
    for (CapturePart part : partsAt(name, profile)) {
      part.request.base = name;
      part.request.scope = Scope::Base;
      part.request.pageSize = 0;
      part.presence = Presence::Optional;
      searchPart(*server, part, profile.product, [&](Entry entry) {
        redactor.redact(entry);
        now->add(std::move(entry));
      });
    }
  }
  now->finish();
  return now;
}

}  // namespace ldapsnap
