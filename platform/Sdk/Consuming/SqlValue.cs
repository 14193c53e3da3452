using System.Globalization;
using MeshStarter.Contracts.Rows;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Sdk.Consuming;

/// <summary>Values of a program as they are in SQL; none of them can be anything but a value there.</summary>
internal static class SqlValue
{
    /// <summary>The literal.</summary>
    /// <exception cref="ArgumentException">Values of its type have no literal.</exception>
    public static string Of(object? value) => value switch
    {
        null => "NULL",
        bool flag => flag ? "true" : "false",
        string text => SqlText.Quote(text),
        sbyte or short or int or long or byte or ushort or uint or ulong => string.Create(CultureInfo.InvariantCulture, $"({value})"),
        decimal exact => string.Create(CultureInfo.InvariantCulture, $"({exact})"),
        float or double => $"CAST({SqlText.Quote(((IFormattable)value).ToString("R", CultureInfo.InvariantCulture))} AS {(value is float ? "FLOAT" : "DOUBLE")})",
        byte[] bytes => $"from_hex('{Convert.ToHexString(bytes)}')",
        Guid id => $"CAST({SqlText.Quote(id.ToString())} AS UUID)",
        DateOnly date => $"CAST({SqlText.Quote(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))} AS DATE)",
        TimeOnly time => $"CAST({SqlText.Quote(CanonicalText.Of(time))} AS TIME)",
        DateTimeOffset instant => $"CAST({SqlText.Quote(CanonicalText.Of(instant))} AS TIMESTAMP WITH TIME ZONE)",
        DateTime { Kind: DateTimeKind.Utc } instant => Of(new DateTimeOffset(instant)),
        DateTime clock => $"CAST({SqlText.Quote(clock.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture))} AS TIMESTAMP)",
        IEnumerable<object> or System.Collections.IEnumerable => $"[{string.Join(", ", ((System.Collections.IEnumerable)value).Cast<object?>().Select(Of))}]",
        _ => throw new ArgumentException($"A {value.GetType().Name} cannot be a value in a condition; use a text, number, truth value, UUID, date or time, bytes, or a list of them.", nameof(value)),
    };
}
