// SPDX-License-Identifier: GPL-3.0-or-later
// decoder_corpus FOLDER: writes the samples of each decoder into a folder of its name below FOLDER, for libFuzzer.
#include "base/file.h"
#include "fuzz/decoder_samples.h"

#include <cstdio>
#include <filesystem>
#include <string>

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::fputs("usage: decoder_corpus FOLDER\n", stderr);
        return 2;
    }
    for (const cg::testing::SampledDecoder& decoder : cg::testing::sampledDecoders()) {
        const std::filesystem::path folder = std::filesystem::path(argv[1]) / decoder.name;
        std::filesystem::create_directories(folder);
        for (std::size_t i = 0; i < decoder.samples.size(); ++i) {
            const auto written = cg::base::writeFileAtomically((folder / ("sample" + std::to_string(i + 1))).string(),
                                                               decoder.samples[i], cg::base::FileMode::Private,
                                                               cg::base::Overwrite::Replace);
            if (!written) {
                std::fprintf(stderr, "%s\n", written.error().message.c_str());
                return 1;
            }
        }
    }
    return 0;
}
