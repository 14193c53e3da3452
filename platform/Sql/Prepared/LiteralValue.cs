using System.Globalization;

namespace MeshStarter.Platform.Sql.Prepared;

/// <summary>The value of a literal.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Text">Its text; null for NULL. Of an interval the number of months or microseconds.</param>
internal sealed record LiteralValue(LiteralType Type, string? Text)
{
    public static LiteralValue Null { get; } = new(LiteralType.Unknown, null);

    public bool IsNull => Text is null;

    /// <summary>Whether the text is a value of the type. Types that no property of a session has are left to the statement that has the literal.</summary>
    public bool IsValid => Type switch
    {
        _ when Text is null => true,
        LiteralType.Boolean => bool.TryParse(Text, out _),
        LiteralType.TinyInt => sbyte.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        LiteralType.SmallInt => short.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        LiteralType.Integer => int.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        LiteralType.BigInt => long.TryParse(Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        LiteralType.Decimal => double.TryParse(Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _),
        LiteralType.Real or LiteralType.Double => double.TryParse(Text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out _),
        _ => true,
    };
}
