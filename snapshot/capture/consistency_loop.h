// Makes the parts of a capture, which are read one after another, consistent with each other.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "snapshot/capture/part/part_reader.h"
#include "snapshot/capture/part/read_context.h"

namespace ldapsnap {

/// A part without a change counter is read a second time and compared when it has at most this many entries, which
/// takes any server a second or two. A larger one is of unknown consistency.
constexpr std::size_t kReadTwiceLimit = 20000;

/// LDAP has no transaction for reading: while one part is read, another changes. The loop therefore visits all parts
/// again and again, and rereads each that changed since it was last read, until one pass finds none.
///
/// Why that pass proves that all parts are one state of the server: let T be the moment when it begins. Every part was
/// last read before T, and is found unchanged after T: its counter has the value it had before that read began, or
/// another read returns the same entries. So no part changed in between, and what was read of each is what the server
/// held at T. A pass that rereads a part proves nothing about the parts that it visited before, so another one follows.
class ConsistencyLoop {
 public:
  /// Asked after parts were reread: why nothing may be inherited from the earlier snapshot any more.
  using InheritanceCheck = std::function<std::optional<std::string>()>;

  /// `parts` have all been read. `settle`: how long a server that does not come to rest is followed; 0: every part is
  /// looked at once and none that has a counter is reread. `checkInheritance` may be empty when no part is inherited.
  ConsistencyLoop(ReadContext& context, std::vector<PartState>& parts, std::chrono::milliseconds settle,
                  InheritanceCheck checkInheritance = {})
      : context_(context), parts_(parts), settle_(settle), checkInheritance_(std::move(checkInheritance)) {}

  /// Rereads parts until they are consistent or time is up. Throws Error(Unreachable) when the connection breaks.
  Consistency run();

 private:
  enum class Pass { Regular, Last };
  /// Both return true when nothing had changed. The last pass does not reread what has a counter.
  bool rereadIfChanged(PartState& state, Pass pass);
  bool rereadAllChanged(Pass pass);
  void rereadAllButSchema();
  void revalidateInheritance();
  Consistency consistencyAtRest() const;

  ReadContext& context_;
  std::vector<PartState>& parts_;
  std::chrono::milliseconds settle_;
  InheritanceCheck checkInheritance_;
};

}  // namespace ldapsnap
