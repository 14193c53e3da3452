namespace MeshStarter.Platform.Sql.Tokens;

/// <summary>
/// Compares names as the engine does: only A-Z and a-z are the same letter. .NET's own case-insensitive comparison also takes
/// <c>ſ</c> for <c>s</c>, and a name that we hold for a CTE while the engine does not is a hole.
/// </summary>
internal sealed class AsciiNames : IEqualityComparer<string>
{
    public static readonly AsciiNames Comparer = new();

    public static string Lower(string name) => string.Create(name.Length, name, static (target, source) =>
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = char.IsAsciiLetterUpper(source[i]) ? (char)(source[i] | 0x20) : source[i];
        }
    });

    public bool Equals(string? x, string? y) =>
        x is null || y is null ? ReferenceEquals(x, y) : x.Length == y.Length && string.Equals(Lower(x), Lower(y), StringComparison.Ordinal);

    public int GetHashCode(string obj) => string.GetHashCode(Lower(obj), StringComparison.Ordinal);
}
