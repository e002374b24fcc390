// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/unlock_prediction_dialog.h"

#include "base/contract.h"
#include "ui/dialogs/control.h"
#include "ui/text/format.h"
#include "ui/widgets/make_child.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace cg::ui {

namespace {

/// A choice of a group, with the enumerator as its id.
template <typename Choice>
QRadioButton* addChoice(QWidget* parent, QButtonGroup& group, Choice choice, const QString& text,
                        const QString& objectName)
{
    auto* button = makeChild<QRadioButton>(parent, text);
    const QString plain = QString(text).remove(u'&');
    describe(*button, objectName, plain, plain);
    group.addButton(button, static_cast<int>(choice));
    return button;
}

template <typename Choice>
Choice chosen(const QButtonGroup& group)
{
    return static_cast<Choice>(group.checkedId());
}

QVBoxLayout* column(QWidget* widget)
{
    auto* layout = makeChild<QVBoxLayout>(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    return layout;
}

} // namespace

QString subjectText(const OpeningSubject& subject)
{
    CG_EXPECTS(!subject.rows.empty());
    constexpr std::size_t kNamed = 6;
    const auto text = [](const char* source) {
        return QCoreApplication::translate("cg::ui::UnlockPredictionDialog", source);
    };
    if (subject.rows.size() == 1) {
        return text("prediction of sample %1").arg(subject.rows.front() + 1);
    }
    if (subject.rows.size() > kNamed) {
        return text("predictions of %1 samples").arg(subject.rows.size());
    }
    QStringList names;
    for (const std::size_t row : subject.rows) {
        names.append(QString::number(row + 1));
    }
    const QString last = names.takeLast();
    return text("predictions of samples %1 and %2").arg(names.join(QStringLiteral(", ")), last);
}

UnlockPredictionDialog::UnlockPredictionDialog(OpeningSubject subject, QWidget* parent)
    : QDialog(parent),
      m_subject(std::move(subject)),
      m_audience(makeChild<QButtonGroup>(this)),
      m_precision(makeChild<QButtonGroup>(this)),
      m_lifetime(makeChild<QButtonGroup>(this)),
      m_reason(makeChild<QComboBox>(this))
{
    setObjectName(QStringLiteral("unlockPredictionDialog"));
    createLayout();
    for (const QButtonGroup* group : {m_audience, m_precision}) {
        connect(group, &QButtonGroup::idToggled, this, &UnlockPredictionDialog::updateTexts);
    }
    updateTexts();
}

void UnlockPredictionDialog::createLayout()
{
    constexpr int kWidth = 560;
    setMinimumWidth(kWidth);
    describe(*m_reason, QStringLiteral("reason"), tr("What for"), tr("The reason is written into the ledger"));
    m_reason->addItem(tr("check an answer"), QVariant::fromValue(static_cast<int>(Reason::CheckAnswer)));
    m_reason->addItem(tr("show it in class"), QVariant::fromValue(static_cast<int>(Reason::Demonstrate)));
    m_reason->addItem(tr("use the result"), QVariant::fromValue(static_cast<int>(Reason::UseResult)));

    auto* form = makeLayout<QFormLayout>();
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    form->setVerticalSpacing(10);
    form->addRow(tr("Visible to:"), createAudience());
    form->addRow(tr("Precision:"), createPrecision());
    form->addRow(tr("&For:"), m_reason);
    form->addRow(tr("Open for:"), createLifetime());

    auto* layout = makeChild<QVBoxLayout>(this);
    layout->setSpacing(12);
    layout->addWidget(createHeading());
    layout->addLayout(form);
    layout->addWidget(createNote());
    layout->addStretch();
    layout->addWidget(createButtons());
    layout->setSizeConstraint(QLayout::SetMinAndMaxSize);
}

QWidget* UnlockPredictionDialog::createHeading()
{
    auto* heading = makeChild<QWidget>(this);
    auto* layout = column(heading);
    layout->addWidget(
        makeText(QStringLiteral("role"), tr("You are the KEY HOLDER. You are about to open:"), TextWeight::Bold, this));
    const QString numbers = countOf(m_subject.numbers(), tr("%1 number"), tr("%1 numbers"));
    const QString what = QStringLiteral("%1 (%2)").arg(subjectText(m_subject), numbers);
    QLabel* subject = makeText(QStringLiteral("subject"), what, TextWeight::Normal, this);
    constexpr int kIndent = 16;
    subject->setIndent(kIndent);
    layout->addWidget(subject);
    setAccessibleDescription(what);
    if (m_subject.isProbablyNoise) {
        layout->addWidget(makeText(QStringLiteral("noiseWarning"),
                                   tr("By the estimate this value is probably noise. Open it anyway to see?"),
                                   TextWeight::Bold, this));
    }
    return heading;
}

QWidget* UnlockPredictionDialog::createAudience()
{
    auto* box = makeChild<QWidget>(this);
    auto* layout = column(box);
    QRadioButton* onlyMe =
        addChoice(box, *m_audience, Audience::KeyHolder, tr("&only me, on this side"), QStringLiteral("onlyMe"));
    onlyMe->setChecked(true);
    layout->addWidget(onlyMe);
    layout->addWidget(
        addChoice(box, *m_audience, Audience::Trainer, tr("also &tell the trainer"), QStringLiteral("tellTrainer")));
    m_learns = makeText(QStringLiteral("learns"), {}, TextWeight::Dim, this);
    constexpr int kIndent = 24;
    m_learns->setIndent(kIndent);
    layout->addWidget(m_learns);
    return box;
}

QWidget* UnlockPredictionDialog::createPrecision()
{
    auto* box = makeChild<QWidget>(this);
    auto* layout = column(box);
    const auto add = [&](Precision precision, const QString& text, const QString& name) {
        const std::uint64_t count = bitsOf(precision);
        const QString bits = countOf(count, tr("%1 bit a number"), tr("%1 bits a number"));
        QRadioButton* button = addChoice(box, *m_precision, precision, QStringLiteral("%1 (%2)").arg(text, bits), name);
        button->setChecked(precision == Precision::ClassOnly);
        layout->addWidget(button);
    };
    add(Precision::ClassOnly, tr("&class only"), QStringLiteral("classOnly"));
    add(Precision::TwoDigits, tr("2 &digits"), QStringLiteral("twoDigits"));
    add(Precision::Everything, tr("&everything"), QStringLiteral("everything"));
    return box;
}

QWidget* UnlockPredictionDialog::createLifetime()
{
    auto* box = makeChild<QWidget>(this);
    auto* layout = column(box);
    QRadioButton* once =
        addChoice(box, *m_lifetime, Lifetime::Once, tr("o&nce, as the network is now"), QStringLiteral("once"));
    once->setChecked(true);
    layout->addWidget(once);
    layout->addWidget(addChoice(box, *m_lifetime, Lifetime::UntilLocked,
                                tr("&until I lock again: anew as training goes on, each time counted"),
                                QStringLiteral("untilLocked")));
    return box;
}

QWidget* UnlockPredictionDialog::createNote()
{
    auto* box = makeChild<QWidget>(this);
    auto* layout = column(box);
    auto* header = makeChild<QToolButton>(box);
    describe(*header, QStringLiteral("noteToggle"), tr("What opening tells others"), tr("Shows or hides the note"));
    header->setText(tr("&What opening tells others"));
    header->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    header->setArrowType(Qt::RightArrow);
    header->setAutoRaise(true);
    header->setCheckable(true);
    QLabel* note = makeText(QStringLiteral("note"),
                            tr("Every opened number carries a trace of the noise, and the noise was made with the key. "
                               "Whoever collects many exact results learns about the key. Share classes, not digits."),
                            TextWeight::Normal, box);
    note->hide();
    connect(header, &QToolButton::toggled, note, [header, note](bool isShown) {
        header->setArrowType(isShown ? Qt::DownArrow : Qt::RightArrow);
        note->setVisible(isShown);
    });
    layout->addWidget(header);
    layout->addWidget(note);
    return box;
}

QWidget* UnlockPredictionDialog::createButtons()
{
    auto* buttons = makeChild<QDialogButtonBox>(this);
    QPushButton* cancel = buttons->addButton(QDialogButtonBox::Cancel);
    describe(*cancel, QStringLiteral("cancelOpening"), tr("Cancel"), tr("Opens nothing"));
    m_open = buttons->addButton(QString(), QDialogButtonBox::AcceptRole);
    m_open->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    return buttons;
}

void UnlockPredictionDialog::updateTexts()
{
    const OpeningTerms now = terms();
    const std::uint64_t count = m_subject.numbers() * bitsOf(now.precision);
    const QString bits = countOf(count, tr("%1 bit"), tr("%1 bits"));
    const QString values = countOf(m_subject.rows.size(), tr("Open %1 value"), tr("Open %1 values"));
    setWindowTitle(values);
    m_open->setText(QStringLiteral("%1, %2").arg(values, bits));
    describe(*m_open, QStringLiteral("openValues"), m_open->text(),
             now.audience == Audience::Trainer ? tr("Opens, tells the trainer, and writes it into the ledger")
                                               : tr("Opens for you alone, and writes it into the ledger"));
    m_learns->setText(now.audience == Audience::Trainer ? tr("→ the trainer learns %1").arg(bits)
                                                        : tr("→ the trainer learns nothing"));
}

OpeningTerms UnlockPredictionDialog::terms() const
{
    return {chosen<Precision>(*m_precision), chosen<Audience>(*m_audience),
            static_cast<Reason>(m_reason->currentData().toInt()), chosen<Lifetime>(*m_lifetime)};
}

} // namespace cg::ui
