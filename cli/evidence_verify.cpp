// ldapsnap evidence verify ZIP
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <ostream>

#include "cli/evidence_options.h"
#include "report/evidence/verify.h"
#include "report/wording/wording.h"
#include "snapshot/base/error.h"
#include "snapshot/base/file/data_files.h"
#include "snapshot/base/text.h"

namespace ldapsnap {

namespace {

struct Options {
  std::string zip, publicKey, allowedSigners, identity;
  bool json = false;
};

BagTrust trustOf(const Options& options) {
  BagTrust trust{{}, options.allowedSigners, options.identity};
  if (options.publicKey.empty()) return trust;
  try {
    trust.key = MinisignPublicKey::parse(readFile(options.publicKey));
  } catch (Error& error) {
    throw error.place().empty() ? error.at(options.publicKey) : error;
  }
  return trust;
}

void print(std::ostream& out, const std::string& zip, const BagVerification& found) {
  for (const BagProblem& problem : found.problems) {
    out << fmt::format("{:<10} {}\n", nameOf(problem.kind),
                       visible(problem.name.empty() || problem.text.empty() ? problem.name + problem.text
                                                                            : problem.name + ": " + problem.text));
  }
  for (const std::string& line : found.notes) out << visible(line) << '\n';
  out << fmt::format("{}: {}, {} bytes: {}\n", visible(zip), counted(found.files, "file"), grouped(found.bytes),
                     found.isSound() ? "as it was packed" : counted(found.problems.size(), "problem"));
}

void printMembers(JsonWriter& json, const BagVerification& found) {
  json.flag("sound", found.isSound());
  json.member("folder", found.folder);
  json.member("files", found.files);
  json.member("bytes", found.bytes);
  json.key("problems");
  json.beginArray();
  for (const BagProblem& problem : found.problems) {
    json.beginObject();
    json.member("kind", nameOf(problem.kind));
    json.member("name", problem.name);
    json.member("text", problem.text);
    json.endObject();
  }
  json.endArray();
  json.key("notes");
  json.beginArray();
  for (const std::string& line : found.notes) json.string(line);
  json.endArray();
}

int verify(const Options& options) {
  const BagVerification found = verifyBag(options.zip, trustOf(options));
  if (options.json) {
    printJson([&](JsonWriter& json) { printMembers(json, found); });
  } else {
    writeOutput("", [&](std::ostream& out) { print(out, options.zip, found); });
  }
  return found.isSound() ? 0 : exitCodeOf(ErrorKind::Integrity);
}

}  // namespace

void addVerifyEvidence(CLI::App& evidence, Session&, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = evidence.add_subcommand("verify", "check a zip of evidence: nothing missing, changed or extra");
  command->footer(
      "Reads the zip where it lies and writes nothing. A zip that would harm who unpacks it is refused. Exit code 5: "
      "something is\n"
      "not as it was packed, or not signed by whom it should be.\n\n"
      "Examples:\n"
      "  ldapsnap evidence verify case.zip --public-key lab.pub\n"
      "  ldapsnap evidence verify case.zip --allowed-signers signers --identity anna@example.com");
  command->add_option("ZIP", options->zip, "what `ldapsnap evidence -o` wrote")->required();
  command->add_option("--public-key", options->publicKey, "the key of minisign that must have signed it")
      ->type_name("FILE");
  CLI::Option* signers =
      command->add_option("--allowed-signers", options->allowedSigners, "keys of OpenSSH that you trust, by name")
          ->type_name("FILE");
  CLI::Option* identity =
      command->add_option("--identity", options->identity, "who of them must have signed it")->type_name("NAME");
  signers->needs(identity);
  identity->needs(signers);
  addJsonOption(*command, options->json);
  command->callback([=, &action] { action = [=] { return verify(*options); }; });
}

}  // namespace ldapsnap
