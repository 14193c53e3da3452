using System.Text;
using System.Text.RegularExpressions;
using MeshStarter.Platform.Sql.Tokens;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Formats;

/// <summary>Translates the formats of Trino's date functions into the engine's. Pure.</summary>
internal static partial class DateFormats
{
    /// <summary>The parts of a format of MySQL, to name them.</summary>
    public const string PartsOfMySql = "%Y, %y, %m, %c, %b, %M, %d, %e, %j, %H, %k, %h, %l, %p, %i, %s, %f, %a, %W, %x or %v";

    /// <summary>The parts of a format of Java, to name them.</summary>
    public const string PartsOfJava = "yyyy, MM, M, MMM, MMMM, dd, d, DDD, D, EEE, EEEE, e, x, ww, HH, H, hh, h, a, mm, m, ss, s, SSS, SSSSSS, or a text in single quotes";

    /// <summary>Marks in a text the offset of a zone: <c>+02:00</c>.</summary>
    public const char Offset = '\u0001';

    /// <summary>Marks in a text the offset of a zone, without a colon: <c>+0200</c>.</summary>
    public const char ShortOffset = '\u0002';

    /// <summary>A format of MySQL, as <c>date_parse</c> takes it; null where a part of it has no counterpart.</summary>
    public static string? FromMySql(string format) => FromMySql(format, "%f");

    /// <summary>A format of MySQL, as <c>date_format</c> takes it, which writes milliseconds; null where a part of it has no counterpart.</summary>
    public static string? ToMySql(string format) => FromMySql(format, "%g000");

    private static string? FromMySql(string format, string fraction)
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
                return null;
            }

            text.Append(part);
        }

        return text.ToString();
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

    /// <summary>A format of Java, as <c>format_datetime</c> and <c>parse_datetime</c> take it; null where a part of it has no counterpart.</summary>
    /// <param name="format">The format.</param>
    /// <param name="zone">The zone of the value that is written; null for values without one.</param>
    public static string? FromJava(string format, string? zone = null)
    {
        var text = new StringBuilder();
        for (var at = 0; at < format.Length;)
        {
            var letter = format[at];
            if (letter == '\'')
            {
                if (Quoted(format, ref at) is not { } quoted)
                {
                    return null;
                }

                text.Append(quoted.Replace("%", "%%", StringComparison.Ordinal));
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

            if ((Part(letter, count) ?? (zone is null ? null : ZonePart(letter, count, zone))) is not { } part)
            {
                return null;
            }

            text.Append(part);
            at += count;
        }

        return text.ToString();
    }

    /// <summary>The part of a format for which it has no counterpart; that of a zone, which some values take, where there is no other.</summary>
    public static string Refused(string format, Func<string, string?> translate) =>
        Parts().Matches(format).Select(match => match.Value).Where(part => translate(part) is null).OrderBy(part => part[0] is 'Z' or 'z').FirstOrDefault(format);

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

    // %d, yyyy, 'T'
    [GeneratedRegex(@"%.|'([^']|'')*'?|(?<letter>[A-Za-z])\k<letter>*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: PatternLimit.Milliseconds)]
    private static partial Regex Parts();
}
