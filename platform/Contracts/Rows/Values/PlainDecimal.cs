namespace MeshStarter.Contracts.Rows.Values;

/// <summary>Reads decimal numbers of few digits in plain form, <c>-12.30</c>.</summary>
internal static class PlainDecimal
{
    /// <summary>As many digits as every number of 64 bits can hold.</summary>
    public const int MaxDigits = 18;

    /// <summary>Reads the number; false where it is none, or one with an exponent or more digits.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long unscaled, out int scale)
    {
        (unscaled, scale) = (0, 0);
        var negative = text.Length > 0 && text[0] == '-';
        var digits = negative ? text[1..] : text;
        var point = -1;
        for (var i = 0; i < digits.Length; i++)
        {
            var c = digits[i];
            if (c == '.' && point < 0)
            {
                point = i;
                continue;
            }

            if (c is < (byte)'0' or > (byte)'9' || i > MaxDigits)
            {
                return false;
            }

            unscaled = (unscaled * 10) + (c - '0');
        }

        scale = point < 0 ? 0 : digits.Length - point - 1;
        unscaled = negative ? -unscaled : unscaled;
        var count = point < 0 ? digits.Length : digits.Length - 1;
        return count is > 0 and <= MaxDigits && (point < 0 || scale > 0);
    }

    /// <summary>Ten to a power of at most <see cref="MaxDigits"/>.</summary>
    public static long PowerOfTen(int exponent)
    {
        var power = 1L;
        for (; exponent > 0; exponent--)
        {
            power *= 10;
        }

        return power;
    }
}
