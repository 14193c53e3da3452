using System.Text;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Formats;

/// <summary>Translates the formats of Trino's date functions into the engine's. Pure.</summary>
internal static class DateFormats
{
    /// <summary>The parts of a format of MySQL, to name them.</summary>
    public const string PartsOfMySql = "%Y, %y, %m, %c, %b, %M, %d, %e, %j, %H, %k, %h, %l, %p, %i, %s, %f, %a, %W, %x or %v";

    /// <summary>The parts of a format of Java, to name them.</summary>
    public const string PartsOfJava = "yyyy, MM, M, MMM, MMMM, dd, d, DDD, D, EEE, EEEE, e, x, ww, HH, H, hh, h, a, mm, m, ss, s, SSS, SSSSSS, or a text in single quotes";

    /// <summary>Marks in a text the offset of a zone: <c>+02:00</c>.</summary>
    public const char Offset = '\u0001';

    /// <summary>Marks in a text the offset of a zone, without a colon: <c>+0200</c>.</summary>
    public const char ShortOffset = '\u0002';

    /// <summary>A format of MySQL, as <c>date_parse</c> takes it.</summary>
    public static TranslatedFormat FromMySql(string format) => FromMySql(format, "%f");

    /// <summary>A format of MySQL, as <c>date_format</c> takes it, which writes milliseconds.</summary>
    public static TranslatedFormat ToMySql(string format) => FromMySql(format, "%g000");

    private static TranslatedFormat FromMySql(string format, string fraction)
    {
        var text = new StringBuilder();
        for (var at = 0; at < format.Length; at++)
        {
            if (format[at] != '%' || at + 1 == format.Length)
            {
                text.Append(format[at]);
                continue;
            }

            var part = format[++at] switch
            {
                'a' => "%a",
                'b' => "%b",
                'c' => "%-m",
                'd' => "%d",
                'e' => "%-d",
                'f' => fraction,
                'H' => "%H",
                'h' or 'I' => "%I",
                'i' => "%M",
                'j' => "%j",
                'k' => "%-H",
                'l' => "%-I",
                'M' => "%B",
                'm' => "%m",
                'p' => "%p",
                'r' => "%I:%M:%S %p",
                's' or 'S' => "%S",
                'T' => "%H:%M:%S",
                'v' => "%V",
                'W' => "%A",
                'x' => "%G",
                'Y' => "%Y",
                'y' => "%y",
                '%' => "%%",
                'D' or 'U' or 'u' or 'V' or 'w' or 'X' => null,
                var other => other.ToString(),
            };
            if (part is null)
            {
                return new TranslatedFormat(null, $"%{format[at]}");
            }

            text.Append(part);
        }

        return new TranslatedFormat(text.ToString(), null);
    }

    /// <summary>The date that Trino takes where a format of the engine leaves its year out, as a text and its format; null for a format that has a year.</summary>
    public static (string Text, string Format)? MissingDate(string engineFormat)
    {
        var hasDay = false;
        for (var at = 0; at + 1 < engineFormat.Length; at++)
        {
            if (engineFormat[at] != '%')
            {
                continue;
            }

            var part = engineFormat[++at] == '-' && at + 1 < engineFormat.Length ? engineFormat[++at] : engineFormat[at];
            if (part is 'Y' or 'y' or 'G' or 'V')
            {
                return null;
            }

            hasDay |= part is 'm' or 'b' or 'B' or 'd' or 'j';
        }

        return hasDay ? ("2000-", "%Y-") : ("1970-01-01 ", "%Y-%m-%d ");
    }

    /// <summary>A format of Java, as <c>format_datetime</c> and <c>parse_datetime</c> take it. Of several parts without a counterpart a zone's is the last to be named: some values take it.</summary>
    /// <param name="format">The format.</param>
    /// <param name="zone">The zone of the value that is written; null for values without one.</param>
    public static TranslatedFormat FromJava(string format, string? zone = null)
    {
        var text = new StringBuilder();
        string? refused = null;
        for (var at = 0; at < format.Length;)
        {
            var letter = format[at];
            if (letter == '\'')
            {
                var start = at;
                if (Quoted(format, ref at) is { } quoted)
                {
                    text.Append(quoted.Replace("%", "%%", StringComparison.Ordinal));
                }
                else
                {
                    Refuse(format[start..]);
                }

                continue;
            }

            if (!char.IsAsciiLetter(letter))
            {
                text.Append(letter == '%' ? "%%" : letter.ToString());
                at++;
                continue;
            }

            var count = 1;
            while (at + count < format.Length && format[at + count] == letter)
            {
                count++;
            }

            if ((Part(letter, count) ?? (zone is null ? null : ZonePart(letter, count, zone))) is { } part)
            {
                text.Append(part);
            }
            else
            {
                Refuse(new string(letter, count));
            }

            at += count;
        }

        return refused is null ? new TranslatedFormat(text.ToString(), null) : new TranslatedFormat(null, refused);

        void Refuse(string part) => refused = refused is null || (refused[0] is 'Z' or 'z' && part[0] is not ('Z' or 'z')) ? part : refused;
    }

    private static string? Part(char letter, int count) => (letter, count) switch
    {
        ('y' or 'Y' or 'u', 2) => "%y",
        ('y' or 'Y' or 'u', _) => "%Y",
        ('x', _) => "%G",
        ('M', 1) => "%-m",
        ('M', 2) => "%m",
        ('M', 3) => "%b",
        ('M', _) => "%B",
        ('d', 1) => "%-d",
        ('d', 2) => "%d",
        ('D', 1) => "%-j",
        ('D', 3) => "%j",
        ('E', >= 4) => "%A",
        ('E', _) => "%a",
        ('e', 1) => "%u",
        ('w', 2) => "%V",
        ('H', 1) => "%-H",
        ('H', 2) => "%H",
        ('h', 1) => "%-I",
        ('h', 2) => "%I",
        ('m', 1) => "%-M",
        ('m', 2) => "%M",
        ('s', 1) => "%-S",
        ('s', 2) => "%S",
        ('S', 3) => "%g",
        ('S', 6) => "%f",
        ('a', _) => "%p",
        _ => null,
    };

    // Names of zones other than UTC's are not in the engine: CEST, Central European Summer Time.
    private static string? ZonePart(char letter, int count, string zone) => (letter, count) switch
    {
        ('Z', 1) => ShortOffset.ToString(),
        ('Z', 2) => Offset.ToString(),
        ('Z', _) => zone,
        ('z', <= 3) when zone is ExpressionType.Utc or ['+' or '-', ..] => zone,
        _ => null,
    };

    // 'T' is a T; '' is an apostrophe, in quotes too.
    private static string? Quoted(string format, ref int at)
    {
        if (at + 1 < format.Length && format[at + 1] == '\'')
        {
            at += 2;
            return "'";
        }

        var text = new StringBuilder();
        for (at++; at < format.Length; at++)
        {
            if (format[at] != '\'')
            {
                text.Append(format[at]);
            }
            else if (at + 1 < format.Length && format[at + 1] == '\'')
            {
                text.Append('\'');
                at++;
            }
            else
            {
                at++;
                return text.ToString();
            }
        }

        return null;
    }
}
