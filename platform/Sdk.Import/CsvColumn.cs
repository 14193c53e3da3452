namespace MeshStarter.Sdk.Import;

/// <summary>A column of a source's file and the rule that its values keep. <see cref="CsvColumns"/> makes one.</summary>
/// <param name="Name">As the header names it.</param>
/// <param name="Rule">The text for a value that breaks the rule, such as <c>is not a whole number</c>.</param>
public abstract record CsvColumn(string Name, string Rule)
{
    /// <summary>Whether the values are personal data, which no message shows.</summary>
    public bool IsPersonal { get; init; }

    /// <summary>Whether a value keeps the rule; <paramref name="canonical"/> is then the same text for every way to write it.</summary>
    internal abstract bool Accepts(string text, out string canonical);
}
