// Launch starts the Chromium of this machine.
export const launch = chromium => chromium.launch({
  executablePath: process.env.DLFS_CHROMIUM || "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
