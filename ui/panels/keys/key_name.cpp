// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/keys/key_name.h"

#include <QStringList>

#include <array>

namespace cg::ui {

namespace {

// In alphabetical order; names of keys depend on it, so that it must not change.
constexpr std::array<const char*, 256> kWords{
    "acorn",   "amber",   "anchor", "apple",   "apron",   "arrow",   "aspen",   "atlas",    "attic",   "autumn",
    "badge",   "bagel",   "bamboo", "banjo",   "barley",  "basil",   "basket",  "beach",    "beacon",  "beaver",
    "bench",   "berry",   "birch",  "bishop",  "blanket", "bottle",  "boulder", "breeze",   "brick",   "bridge",
    "bronze",  "brook",   "bucket", "butter",  "button",  "cabin",   "cactus",  "camel",    "candle",  "canoe",
    "canvas",  "canyon",  "carbon", "carpet",  "castle",  "cedar",   "cellar",  "chalk",    "cherry",  "chess",
    "cinder",  "circle",  "citrus", "clay",    "cliff",   "clock",   "clover",  "cobalt",   "cobweb",  "coffee",
    "comet",   "copper",  "coral",  "cotton",  "cradle",  "crane",   "crayon",  "creek",    "cricket", "crown",
    "crystal", "daisy",   "dawn",   "desert",  "diamond", "dolphin", "donkey",  "dragon",   "drum",    "dune",
    "eagle",   "easel",   "echo",   "eclipse", "elbow",   "elm",     "ember",   "engine",   "falcon",  "feather",
    "fennel",  "fern",    "ferry",  "fiddle",  "finch",   "flame",   "flint",   "flute",    "forest",  "fossil",
    "fox",     "frost",   "galaxy", "garden",  "garlic",  "garnet",  "geyser",  "ginger",   "glacier", "glove",
    "goose",   "granite", "grape",  "gravel",  "hammer",  "harbor",  "harp",    "hazel",    "hedge",   "helmet",
    "heron",   "hill",    "hollow", "honey",   "hornet",  "iceberg", "indigo",  "inlet",    "iris",    "iron",
    "island",  "ivory",   "jacket", "jaguar",  "jasmine", "jigsaw",  "jungle",  "juniper",  "kayak",   "kernel",
    "kettle",  "kiwi",    "ladder", "lagoon",  "lake",    "lamp",    "lantern", "laurel",   "lava",    "lemon",
    "lentil",  "lilac",   "linen",  "lion",    "lizard",  "lobster", "lotus",   "lunar",    "magnet",  "mango",
    "maple",   "marble",  "meadow", "melon",   "mint",    "mirror",  "moss",    "motor",    "mule",    "museum",
    "nectar",  "needle",  "nettle", "nickel",  "nutmeg",  "oak",     "oasis",   "ocean",    "olive",   "onion",
    "opal",    "orbit",   "orchid", "otter",   "owl",     "oyster",  "packet",  "paddle",   "palm",    "panda",
    "paper",   "parrot",  "pebble", "pelican", "pencil",  "pepper",  "pine",    "planet",   "plum",    "pocket",
    "pony",    "poplar",  "prism",  "pumpkin", "quartz",  "quill",   "quilt",   "rabbit",   "radish",  "raft",
    "raven",   "reed",    "ribbon", "river",   "robin",   "rocket",  "rose",    "ruby",     "saddle",  "saffron",
    "salmon",  "sand",    "satin",  "saturn",  "shell",   "silver",  "spruce",  "squirrel", "star",    "stone",
    "storm",   "sugar",   "swan",   "tango",   "teapot",  "thistle", "thunder", "tide",     "tiger",   "timber",
    "tulip",   "tundra",  "turtle", "valley",  "velvet",  "violet",  "wagon",   "walnut",   "wasp",    "wave",
    "wheat",   "whistle", "willow", "winter",  "zebra",   "zephyr"};

/// A number from the text, the same on every computer (FNV-1a). Not for secrets.
std::uint32_t hashOfName(const QString& name)
{
    constexpr std::uint32_t kBasis = 2166136261U;
    constexpr std::uint32_t kPrime = 16777619U;
    std::uint32_t hash = kBasis;
    for (const char byte : name.toUtf8()) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * kPrime;
    }
    return hash;
}

} // namespace

QString keyName(const base::KeyId& key)
{
    constexpr std::size_t kNameWords = 4;
    QStringList words;
    for (std::size_t i = 0; i < kNameWords; ++i) {
        words.append(QString::fromLatin1(kWords.at(key.bytes.at(i))));
    }
    return words.join(u'-');
}

KeyShape keyShape(const QString& name)
{
    KeyShape shape;
    std::uint32_t bits = hashOfName(name);
    // FNV's low bits mix worse than its high ones.
    bits ^= bits >> 16U;
    for (std::size_t row = 0; row < KeyShape::kSide; ++row) {
        for (std::size_t column = 0; column <= KeyShape::kSide / 2; ++column) {
            const bool isFilled = (bits & 1U) != 0;
            shape.cells.at(row * KeyShape::kSide + column) = isFilled;
            shape.cells.at(row * KeyShape::kSide + KeyShape::kSide - 1 - column) = isFilled;
            bits >>= 1U;
        }
    }
    return shape;
}

} // namespace cg::ui
