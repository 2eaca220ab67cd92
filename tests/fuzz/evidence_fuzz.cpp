// What holds for any bytes that somebody sends as evidence: a zip is looked through and its sums are checked, a proof
// proves nothing of a snapshot that it is not of, or they are refused.
#include "report/evidence/package/zip.h"
#include "report/evidence/proof.h"
#include "report/evidence/verify.h"
#include "snapshot/base/error.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/scratch.h"

namespace {

using ldapsnap::ErrorKind;
using ldapsnap::fuzz::require;

template <typename Read>
void check(Read reader) {
  ldapsnap::fuzz::checkReader({ErrorKind::Integrity, ErrorKind::BadInput}, ldapsnap::fuzz::Place::Optional, reader);
}

void checkZip(const std::string& path) {
  const ldapsnap::ZipReader zip(path);
  std::size_t files = 0;
  zip.forEach([&](ldapsnap::ZipFile& file) {
    require(file.name.find("../") == std::string::npos);
    require(!file.name.starts_with('/') && file.name.find('\\') == std::string::npos);
    while (!file.next().empty()) {
    }
    ++files;
  });
  require(files <= zip.names().size());
  zip.isAsWritten();
  ldapsnap::verifyBag(path, {});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const ldapsnap::fuzz::ScratchFolder kFolder("evidence");
  const std::string_view bytes = ldapsnap::fuzz::textOf(data, size);
  const std::string path = kFolder.write("fuzz.zip", bytes);
  check([&path] { checkZip(path); });
  check([bytes] {
    ldapsnap::verifyProof(bytes, std::string(64, '0'));
    require(false);
  });
  require(std::distance(std::filesystem::directory_iterator(kFolder.path()), {}) == 1);
  return 0;
}
