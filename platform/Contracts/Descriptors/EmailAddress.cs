namespace MeshStarter.Contracts.Descriptors;

/// <summary>The form of an e-mail address.</summary>
public static class EmailAddress
{
    // RFC 5321, section 4.5.3.1.3, without the brackets of a path.
    private const int Longest = 254;

    /// <summary>Whether a text can be an e-mail address. Only a message can prove that it is one.</summary>
    public static bool IsForm(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var host = text[(at + 1)..];
        return at > 0 && text.Length <= Longest && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',' or ';' or ':')
            && !host.Contains('@', StringComparison.Ordinal)
            && host.Contains('.', StringComparison.Ordinal)
            && !host.StartsWith('.') && !host.EndsWith('.') && !host.Contains("..", StringComparison.Ordinal);
    }
}
