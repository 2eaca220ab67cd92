#include "report/evidence/verify_text.h"

#include <fmt/format.h>

namespace ldapsnap {

namespace {

std::string minisignCommand(const SigningPlan& signing) {
  return fmt::format(
      R"(2. Who packed it. This key signed it; that it is the sender's key, the sender must have confirmed by another channel:

     minisign -V -P {0} -m tagmanifest-sha256.txt

   It must print "Signature and comment signature verified". With openssl instead of minisign, which must print "Signature Verified Successfully":

     d=$(mktemp -d)
     sed -n 2p tagmanifest-sha256.txt.minisig | base64 -d | tail -c 64 > $d/signature
     (printf '\060\052\060\005\006\003\053\145\160\003\041\000'; echo {0} | base64 -d | tail -c 32) > $d/key
     openssl dgst -blake2b512 -binary tagmanifest-sha256.txt > $d/digest
     openssl pkeyutl -verify -pubin -keyform DER -inkey $d/key -rawin -in $d/digest -sigfile $d/signature
)",
      signing.minisignPublicKey);
}

constexpr std::string_view kSsh =
    R"(2. Who packed it, with a file of the keys that you trust (ssh-keygen(1), ALLOWED SIGNERS) and the signer's name in it:

     ssh-keygen -Y verify -f allowed_signers -I NAME -n ldapsnap-evidence -s tagmanifest-sha256.txt.sig < tagmanifest-sha256.txt

   It must print "Good".
)";

constexpr std::string_view kUnsigned =
    "2. Who packed it: this bag is not signed. Compare the hash of its tag manifest with the one that the sender gave "
    "you:\n\n     sha256sum tagmanifest-sha256.txt\n";

/// What shows that the snapshots are those that the report speaks of.
std::string snapshotsText(const Report& report, Manifests manifests) {
  constexpr std::string_view kInBag =
      "3. The snapshots. Their ids are the hashes of their manifests, which hold the root hashes of all entries:\n"
      "\n"
      "     sha256sum data/snapshots/before.json data/snapshots/after.json\n"
      "\n"
      "   It must print\n"
      "\n"
      "     {}  data/snapshots/before.json\n"
      "     {}  data/snapshots/after.json\n";
  constexpr std::string_view kLeftOut =
      "3. The snapshots. Their manifests are not here, because they hold names that the sender does not show. Who has "
      "the store\n"
      "   can show them: their SHA-256, and the ids of the snapshots, are\n"
      "\n"
      "   {}  before\n"
      "   {}  after\n";
  return fmt::format(fmt::runtime(manifests == Manifests::InBag ? kInBag : kLeftOut), report.before->id,
                     report.after.id);
}

}  // namespace

std::string verifyText(const Report& report, const SigningPlan& signing, Manifests manifests) {
  std::string who = signing.minisignPublicKey.empty() ? "" : minisignCommand(signing);
  if (signing.isSshSigned) who += (who.empty() ? "" : "\n   Or:\n\n") + std::string(kSsh);
  if (who.empty()) who = kUnsigned;
  return fmt::format(
      "To read this evidence, open data/report.html in a browser: it needs neither ldapsnap nor a network.\n"
      "\n"
      "How to check it with the tools of any Unix, or of Windows for step 1, in this folder. `ldapsnap evidence "
      "verify` "
      "does the same and more.\n"
      "\n"
      "1. Every file is unchanged since the bag was packed:\n"
      "\n"
      "     sha256sum --quiet -c tagmanifest-sha256.txt manifest-sha256.txt\n"
      "\n"
      "   In PowerShell (for a single file also: certutil -hashfile FILE SHA256):\n"
      "\n"
      "     Get-Content tagmanifest-sha256.txt, manifest-sha256.txt | ForEach-Object {{ $hash, $file = $_ -split '  ', "
      "2; "
      "if ((Get-FileHash -Algorithm SHA256 -LiteralPath $file).Hash -ne $hash) {{ \"changed: $file\" }} }}\n"
      "\n"
      "   It must print nothing. Files under data/ that manifest-sha256.txt does not name are not part of the "
      "evidence.\n"
      "\n"
      "{}"
      "\n"
      "{}",
      who, snapshotsText(report, manifests));
}

}  // namespace ldapsnap
