#include "snapshot/capture/part/part_reader.h"

namespace ldapsnap {

void readPart(ServerConnection& directory, PartState& state) {
  state.counters = readCounters(directory, state.part);
  state.reader->read(state);
}

}  // namespace ldapsnap
