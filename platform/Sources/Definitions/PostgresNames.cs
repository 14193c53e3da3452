namespace MeshStarter.Platform.Sources.Definitions;

/// <summary>Names of a PostgreSQL server.</summary>
public static class PostgresNames
{
    // NAMEDATALEN - 1 bytes; what follows is cut silently (PostgreSQL, "Identifiers and Key Words").
    private const int LongestName = 63;

    /// <summary>Returns a name as it is written in SQL.</summary>
    public static string Quote(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>Whether a text can be the name of a replication slot: lower-case letters, digits and underscores.</summary>
    public static bool IsSlot(string name) => IsName(name) && name.All(letter => letter is '_' or (>= 'a' and <= 'z') or (>= '0' and <= '9'));

    /// <summary>Whether a text can be a name at all.</summary>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length > 0 && System.Text.Encoding.UTF8.GetByteCount(name) <= LongestName && !name.Contains('\0', StringComparison.Ordinal);
    }
}
