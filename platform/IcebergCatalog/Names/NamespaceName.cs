using System.Text.Json;
using MeshStarter.Platform.IcebergCatalog.Wire;

namespace MeshStarter.Platform.IcebergCatalog.Names;

/// <summary>A namespace by its levels, the outer one first.</summary>
internal sealed record NamespaceName(IReadOnlyList<string> Levels)
{
    /// <summary>The separator of levels in an address and a query, encoded and plain.</summary>
    public const string EncodedSeparator = "%1F";

    /// <inheritdoc cref="EncodedSeparator"/>
    public const char Separator = '\u001F';

    private const int MaximumLevels = 16;
    private const int MaximumLength = 255;

    /// <summary>The only level; null when there are several.</summary>
    public string? Single => Levels.Count == 1 ? Levels[0] : null;

    /// <summary>The namespace around it; null for one of the top.</summary>
    public NamespaceName? Parent => Levels.Count > 1 ? new NamespaceName([.. Levels.SkipLast(1)]) : null;

    /// <summary>The levels as the database keeps them.</summary>
    public string[] ToArray() => [.. Levels];

    public bool Equals(NamespaceName? other) => other is not null && Levels.SequenceEqual(other.Levels, StringComparer.Ordinal);

    public override int GetHashCode() => Levels.Aggregate(Levels.Count, HashCode.Combine);

    public override string ToString() => string.Join('.', Levels);

    /// <summary>The namespace of a segment of an address, still encoded.</summary>
    public static NamespaceName FromPath(string segment) => new(
        [.. segment.Replace("%1f", EncodedSeparator, StringComparison.Ordinal).Split(EncodedSeparator).Select(level => RequestPath.Decode(level, "namespace"))]);

    /// <summary>The namespace of a query parameter, decoded already.</summary>
    public static NamespaceName FromQuery(string text) => Checked(new NamespaceName(text.Split(Separator)));

    /// <summary>The namespace of a body.</summary>
    /// <exception cref="IcebergRefusedException">A level is empty, too long, or holds a control character.</exception>
    public static NamespaceName FromBody(IReadOnlyList<string> levels) => Checked(new NamespaceName(levels));

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartArray();
        foreach (var level in Levels)
        {
            json.WriteStringValue(level);
        }

        json.WriteEndArray();
    }

    /// <summary>Whether a name can be kept: it would come back from an address as it was.</summary>
    public static void CheckName(string name, string what)
    {
        if (name.Length is 0 or > MaximumLength || name.Any(char.IsControl))
        {
            throw IcebergRefusedException.BadRequest($"{what}: a name has 1 to {MaximumLength} characters, none of them a control character.");
        }

        // In an address they are steps, encoded ones too.
        if (name is "." or "..")
        {
            throw IcebergRefusedException.BadRequest($"{what}: a name is neither . nor .., which no address can say.");
        }
    }

    private static NamespaceName Checked(NamespaceName name)
    {
        if (name.Levels.Count is 0 or > MaximumLevels)
        {
            throw IcebergRefusedException.BadRequest($"namespace: has 1 to {MaximumLevels} levels.");
        }

        foreach (var level in name.Levels)
        {
            CheckName(level, "namespace");
        }

        return name;
    }
}
