namespace MeshStarter.Contracts.Types;

/// <summary>Names in SQL that the mesh writes by itself.</summary>
public static class SqlIdentifier
{
    /// <summary>The name in double quotes, whatever it holds; it cannot end the quotation.</summary>
    /// <exception cref="ArgumentException">The name is empty or holds a NUL, which the engine takes for the end.</exception>
    public static string Quote(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A name cannot hold a NUL character.", nameof(name));
        }

        return $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
