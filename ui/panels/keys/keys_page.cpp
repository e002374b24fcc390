// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/keys/keys_page.h"

#include "security/badge.h"
#include "ui/dialogs/control.h"
#include "ui/dialogs/demo_key_dialog.h"
#include "ui/panels/keys/card.h"
#include "ui/panels/keys/key_identicon.h"
#include "ui/text/format.h"
#include "ui/widgets/make_child.h"

#include <QFileInfo>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStringList>
#include <QVBoxLayout>

namespace cg::ui {

namespace {

QLabel* text(const char* objectName, TextWeight weight, QWidget* parent)
{
    return makeText(QString::fromLatin1(objectName), {}, weight, parent);
}

base::SchemeId schemeOf(const SessionState& state)
{
    return state.spec ? state.spec->scheme : state.choice.scheme;
}

bool hasSecretKey(const SessionState& state)
{
    return state.key != KeyState::None && state.key != KeyState::PublicOnly && state.key != KeyState::NotNeeded;
}

QString stateText(const SessionState& state)
{
    switch (state.key) {
    case KeyState::None:
        return KeysPage::tr("No secret key on this computer. Nothing can be opened.");
    case KeyState::PublicOnly:
        return KeysPage::tr("This is the trainer's copy. The secret key is elsewhere.");
    case KeyState::Locked:
        return KeysPage::tr("The key file is locked. Its passphrase was not given yet.");
    case KeyState::Armed:
        return KeysPage::tr("The key holder has the key, and opens nothing.");
    case KeyState::Open:
        return countOf(static_cast<std::uint64_t>(state.opened), KeysPage::tr("Unlocked. %1 value was opened so far."),
                       KeysPage::tr("Unlocked. %1 values were opened so far."));
    case KeyState::Wrong:
        return KeysPage::tr("This key belongs to another session (%1 ≠ %2). It opens nothing here.")
            .arg(state.keyName, state.sessionKeyName);
    case KeyState::NotNeeded:
        return KeysPage::tr("No key is needed.");
    }
    return {};
}

QString originText(const SessionState& state)
{
    if (schemeOf(state) == base::SchemeId::Plain) {
        return KeysPage::tr("The control run encrypts nothing, so it has no key.");
    }
    if (!hasSecretKey(state)) {
        return KeysPage::tr("The first training makes a session key by itself.");
    }
    if (state.isDemoKey) {
        return KeysPage::tr("DEMO KEY · KNOWN START. It is made from a number and hides nothing.");
    }
    if (!state.keyFile.isEmpty()) {
        return KeysPage::tr("Key file %1, under a passphrase.").arg(QFileInfo(state.keyFile).fileName());
    }
    return KeysPage::tr("Session key: random, in the key holder's memory only, gone with the window.");
}

} // namespace

KeysPage::KeysPage(QWidget* parent)
    : QWidget(parent),
      m_secret(makeChild<Card>(this, tr("Secret key"))),
      m_public(makeChild<Card>(this, tr("Public and evaluation keys"))),
      m_fingerprint(makeChild<Card>(this, tr("Fingerprint"))),
      m_identicon(makeChild<KeyIdenticon>(this)),
      m_stateText(text("keyStateText", TextWeight::Normal, this)),
      m_origin(text("keyOrigin", TextWeight::Dim, this)),
      m_publicText(text("publicKeysText", TextWeight::Normal, this)),
      m_name(text("keyName", TextWeight::Heading, this)),
      m_badge(text("badgeLine", TextWeight::Normal, this))
{
    setObjectName(QStringLiteral("keysPage"));
    createLayout();
    connectSignals();
    showState({});
}

void KeysPage::createLayout()
{
    auto* halves = makeLayout<QHBoxLayout>();
    constexpr int kWall = 28;
    halves->setSpacing(kWall);
    halves->addWidget(createTrainerSide(), 1);
    halves->addWidget(createHolderSide(), 1);
    auto* layout = makeChild<QVBoxLayout>(this);
    layout->addLayout(halves);
    layout->addStretch();
    layout->addWidget(m_badge);
}

QWidget* KeysPage::createTrainerSide()
{
    m_public->setObjectName(QStringLiteral("publicCard"));
    m_fingerprint->setObjectName(QStringLiteral("fingerprintCard"));
    m_public->contents().addWidget(m_publicText);
    auto* row = makeLayout<QHBoxLayout>();
    row->addWidget(m_identicon);
    row->addWidget(m_name, 1);
    m_fingerprint->contents().addLayout(row);
    m_fingerprint->contents().addWidget(
        makeText(QStringLiteral("fingerprintHint"),
                 tr("Four words and a picture of the public key. Read them aloud: both sides must have the same ones."),
                 TextWeight::Dim, this));
    auto* side = makeChild<QWidget>(this);
    auto* layout = makeChild<QVBoxLayout>(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(
        makeText(QStringLiteral("trainerHeading"), tr("What the TRAINER has"), TextWeight::Heading, side));
    layout->addWidget(m_public);
    layout->addWidget(m_fingerprint);
    layout->addStretch();
    return side;
}

QWidget* KeysPage::createHolderSide()
{
    m_secret->setObjectName(QStringLiteral("secretCard"));
    m_secret->contents().addWidget(m_stateText);
    m_secret->contents().addWidget(m_origin);
    auto* side = makeChild<QWidget>(this);
    auto* layout = makeChild<QVBoxLayout>(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(
        makeText(QStringLiteral("holderHeading"), tr("What the KEY HOLDER has"), TextWeight::Heading, side));
    layout->addWidget(m_secret);
    addActions(*layout);
    layout->addStretch();
    return side;
}

void KeysPage::addActions(QVBoxLayout& layout)
{
    auto* grid = makeLayout<QGridLayout>();
    grid->addWidget(makeButton(KeyAction::Unlock, QStringLiteral("unlockKey"), tr("&Unlock…")), 0, 0);
    grid->addWidget(makeButton(KeyAction::Lock, QStringLiteral("lockKey"), tr("&Lock now")), 0, 1);
    grid->addWidget(makeButton(KeyAction::MakeSessionKey, QStringLiteral("makeSessionKey"), tr("Make a &session key")),
                    1, 0);
    grid->addWidget(makeButton(KeyAction::Keep, QStringLiteral("keepKey"), tr("&Keep it in a file…")), 1, 1);
    grid->addWidget(makeButton(KeyAction::CreateFile, QStringLiteral("createKeyFile"), tr("&Create a key file…")), 2,
                    0);
    grid->addWidget(makeButton(KeyAction::Load, QStringLiteral("loadKey"), tr("L&oad a key file…")), 2, 1);
    grid->addWidget(makeButton(KeyAction::DemoKey, QStringLiteral("demoKey"), tr("Use a &demo key…")), 3, 0);
    grid->addWidget(
        makeButton(KeyAction::ChangePassphrase, QStringLiteral("changePassphrase"), tr("Change the &passphrase…")), 3,
        1);
    layout.addLayout(grid);
}

QPushButton* KeysPage::makeButton(KeyAction action, const QString& objectName, const QString& text)
{
    auto* button = makeChild<QPushButton>(this, text);
    describe(*button, objectName, QString(text).remove(u'&'), {});
    m_buttons.emplace(action, button);
    return button;
}

void KeysPage::connectSignals()
{
    const auto forward = [this](KeyAction action, void (KeysPage::*signal)()) {
        connect(m_buttons.at(action), &QPushButton::clicked, this, signal);
    };
    forward(KeyAction::MakeSessionKey, &KeysPage::sessionKeyRequested);
    forward(KeyAction::CreateFile, &KeysPage::keyFileRequested);
    forward(KeyAction::Load, &KeysPage::loadRequested);
    forward(KeyAction::Unlock, &KeysPage::unlockRequested);
    forward(KeyAction::Lock, &KeysPage::lockRequested);
    forward(KeyAction::Keep, &KeysPage::keepRequested);
    forward(KeyAction::ChangePassphrase, &KeysPage::passphraseChangeRequested);
    connect(m_buttons.at(KeyAction::DemoKey), &QPushButton::clicked, this, &KeysPage::askForNumber);
}

void KeysPage::askForNumber()
{
    auto* dialog = makeChild<DemoKeyDialog>(this);
    connect(dialog, &DemoKeyDialog::numberChosen, this, &KeysPage::demoKeyRequested);
    openOnce(*dialog);
}

void KeysPage::showState(const SessionState& state)
{
    static const std::map<KeyAction, QString> purposes{
        {KeyAction::MakeSessionKey, tr("Makes a random key in the key holder's memory")},
        {KeyAction::CreateFile, tr("Makes a random key and writes it into a file under a passphrase")},
        {KeyAction::Load, tr("Gives the key holder the key of a file")},
        {KeyAction::Unlock, tr("Lets the key holder open values")},
        {KeyAction::Lock, tr("Forgets everything that was opened; the training can go on")},
        {KeyAction::Keep, tr("Writes the session key into a file under a passphrase")},
        {KeyAction::DemoKey, tr("Makes the key from a number, for lectures that repeat exactly")},
        {KeyAction::ChangePassphrase, tr("Puts another passphrase on the key file; the key stays the same")}};
    for (const auto& [action, button] : m_buttons) {
        const QString refusal = keyActionRefusal(action, state);
        button->setEnabled(refusal.isEmpty());
        button->setToolTip(refusal.isEmpty() ? purposes.at(action) : refusal);
        button->setAccessibleDescription(button->toolTip());
    }
    showSecretKey(state);
    showPublicKeys(state);
    const QString absent = state.key == KeyState::NotNeeded ? tr("no key") : tr("no key yet");
    // What the trainer has belongs to the run, whatever key was loaded since.
    const QString name = state.sessionKeyName.isEmpty() ? state.keyName : state.sessionKeyName;
    m_name->setText(name.isEmpty() ? absent : name);
    m_identicon->showName(name);
    const security::Badge badge = state.badge();
    m_badge->setText(
        QStringLiteral("%1: %2.").arg(textOf(security::nameOf(badge)), textOf(security::reasonFor(badge))));
}

void KeysPage::showSecretKey(const SessionState& state)
{
    m_stateText->setText(stateText(state));
    m_origin->setText(originText(state));
    m_secret->setPadlock(padlockOf(state.key));
    m_secret->setMark(state.isDemoKey && hasSecretKey(state) ? CardMark::Hatched : CardMark::None);
    m_secret->setAccessibleDescription(m_stateText->text() + u' ' + m_origin->text());
}

void KeysPage::showPublicKeys(const SessionState& state)
{
    std::uint64_t keys = 0;
    std::uint64_t bytes = 0;
    for (const trust::Crossing& crossing : state.crossings) {
        if (crossing.kind == trust::CrossingKind::PublicKeys) {
            keys += crossing.items;
            bytes += crossing.bytes;
        }
    }
    QStringList sentences;
    if (keys == 0) {
        sentences << tr("No keys crossed the wall yet.");
    } else {
        sentences << tr("%1 crossed the wall: the trainer encrypts and computes with them.").arg(bytesText(bytes));
    }
    if (const session::KeySizes& sizes = state.keySizes; sizes.memoryBytes > 0) {
        sentences << tr("The public key and %1 take %2 of its memory.")
                         .arg(countOf(sizes.evaluationKeys, tr("%1 evaluation key"), tr("%1 evaluation keys")),
                              bytesText(sizes.memoryBytes));
    }
    m_publicText->setText(sentences.join(QLatin1Char(' ')));
    m_public->setAccessibleDescription(m_publicText->text());
}

} // namespace cg::ui
