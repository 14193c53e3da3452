using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Policy.Masks;

/// <summary>
/// <c>partial</c> with <c>as</c>: of a text in a known form a part stays that people recognise. A text in another form becomes <c>****</c>;
/// other types become NULL.
/// </summary>
/// <param name="Form">What the text is.</param>
public sealed record PartialFormMask(PartialForm Form) : ColumnMask(ColumnMaskKinds.Partial)
{
    private const string Hidden = RedactMask.Replacement;

    // Digits of a telephone number, a shorter one would show more than half; digits of a card (ISO/IEC 7812).
    private const int LeastPhone = 8;
    private const int LeastCard = 12;
    private const int MostCard = 19;
    private const int LastDigits = 4;
    private const int LongPostcode = 6;
    private const int ShortPostcode = 4;

    private protected override int Strength => Form == PartialForm.Email ? 60 : 100 - LastDigits;

    internal override string Terms => $"{Name} {WireNames.Of(Form)}";

    private protected override string Words => Terms;

    private protected override string? Expression(string quotedColumn, ColumnType type) => type != PrimitiveType.Text ? null : Form switch
    {
        PartialForm.Email => $"CASE WHEN length({quotedColumn}) - length(replace({quotedColumn}, '@', '')) <> 1 OR right({quotedColumn}, 1) = '@' THEN '{Hidden}'"
            + $" WHEN strpos({quotedColumn}, '@') > 2 THEN left({quotedColumn}, 1) || '{Hidden}' || substr({quotedColumn}, strpos({quotedColumn}, '@'))"
            + $" WHEN {quotedColumn} IS NOT NULL THEN '{Hidden}' || substr({quotedColumn}, strpos({quotedColumn}, '@')) END",
        PartialForm.Phone => LastOf(Digits(quotedColumn), $"length({Digits(quotedColumn)}) >= {LeastPhone}", quotedColumn),
        PartialForm.Card => LastOf(Digits(quotedColumn), $"length({Digits(quotedColumn)}) BETWEEN {LeastCard} AND {MostCard}", quotedColumn),
        _ => $"CASE WHEN length({Signs(quotedColumn)}) >= {LongPostcode} THEN left({Signs(quotedColumn)}, 3) || '{Hidden}'"
            + $" WHEN length({Signs(quotedColumn)}) >= {ShortPostcode} THEN left({Signs(quotedColumn)}, 2) || '{Hidden}' WHEN {quotedColumn} IS NOT NULL THEN '{Hidden}' END",
    };

    private protected override string? Masked(string text, ColumnType type, PseudonymKey? key) => type != PrimitiveType.Text ? null : Form switch
    {
        PartialForm.Email => Email(text),
        PartialForm.Phone => Digits(text, char.IsAsciiDigit) is { Length: >= LeastPhone } digits ? Hidden + digits[^LastDigits..] : Hidden,
        PartialForm.Card => Digits(text, char.IsAsciiDigit) is { Length: >= LeastCard and <= MostCard } digits ? Hidden + digits[^LastDigits..] : Hidden,
        _ => Digits(text, char.IsAsciiLetterOrDigit) switch
        {
            { Length: >= LongPostcode } signs => signs[..3] + Hidden,
            { Length: >= ShortPostcode } signs => signs[..2] + Hidden,
            _ => Hidden,
        },
    };

    private static string Email(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0 || at == text.Length - 1 || text.IndexOf('@', at + 1) >= 0)
        {
            return Hidden;
        }

        var before = text[..at].EnumerateRunes().ToList();
        return $"{(before.Count > 1 ? before[0].ToString() : "")}{Hidden}{text[at..]}";
    }

    private static string Digits(string text, Func<char, bool> counts) => string.Concat(text.Where(counts));

    private static string LastOf(string digits, string when, string quotedColumn) =>
        $"CASE WHEN {when} THEN '{Hidden}' || right({digits}, {LastDigits}) WHEN {quotedColumn} IS NOT NULL THEN '{Hidden}' END";

    private static string Digits(string quotedColumn) => $"regexp_replace({quotedColumn}, '[^0-9]', '', 'g')";

    private static string Signs(string quotedColumn) => $"regexp_replace({quotedColumn}, '[^0-9A-Za-z]', '', 'g')";
}
