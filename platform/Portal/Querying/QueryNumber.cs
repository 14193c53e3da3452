using System.Globalization;

namespace MeshStarter.Portal.Querying;

/// <summary>Reads whole numbers of addresses, which a reader may have changed: the framework's own reading fails the page.</summary>
internal static class QueryNumber
{
    /// <summary>Reads a number; null where the address has none. False where it has something else.</summary>
    public static bool TryRead(string? text, out long? number)
    {
        number = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var read) ? read : null;
        return number is not null || string.IsNullOrEmpty(text);
    }
}
