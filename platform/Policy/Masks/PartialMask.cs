using System.Globalization;
using System.Text;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Policy.Masks;

/// <summary>
/// <c>partial</c>: of a text the last characters stay, after <c>****</c>, so that people can recognise what they know.
/// A text of which more than half would show becomes <c>****</c>; other types become NULL.
/// </summary>
public sealed record PartialMask : ColumnMask
{
    /// <summary>The most characters that may stay.</summary>
    public const int MaxShown = 8;

    /// <summary>Makes the mask.</summary>
    /// <param name="showLast">How many characters (Unicode code points) stay, 1 to 8.</param>
    public PartialMask(int showLast)
        : base(ColumnMaskKinds.Partial)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(showLast, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(showLast, MaxShown);
        ShowLast = showLast;
    }

    /// <summary>The number of characters (Unicode code points) that stay.</summary>
    public int ShowLast { get; }

    private protected override int Strength => 100 - ShowLast;

    internal override string Terms => $"{Name} {ShowLast.ToString(CultureInfo.InvariantCulture)}";

    private protected override string Words => Terms;

    private protected override string? Expression(string quotedColumn, ColumnType type) => type == PrimitiveType.Text
        ? $"CASE WHEN length({quotedColumn}) >= {2 * ShowLast} THEN '{RedactMask.Replacement}' || right({quotedColumn}, {ShowLast})"
            + $" WHEN {quotedColumn} IS NOT NULL THEN '{RedactMask.Replacement}' END"
        : null;

    private protected override string? Masked(string text, ColumnType type, PseudonymKey? key)
    {
        if (type != PrimitiveType.Text)
        {
            return null;
        }

        var characters = text.EnumerateRunes().ToList();
        var masked = new StringBuilder(RedactMask.Replacement);
        foreach (var shown in characters.Count >= 2 * ShowLast ? characters[^ShowLast..] : [])
        {
            masked.Append(shown.ToString());
        }

        return masked.ToString();
    }
}
