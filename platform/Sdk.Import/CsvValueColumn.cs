using System.Globalization;

namespace MeshStarter.Sdk.Import;

/// <summary>A column whose values are read as a type.</summary>
/// <typeparam name="T">The type.</typeparam>
/// <param name="Name">As the header names it.</param>
/// <param name="Rule">The text for a value that breaks the rule.</param>
/// <param name="Read">Reads a value; false where it breaks the rule. It depends on no culture and no time zone.</param>
public sealed record CsvValueColumn<T>(string Name, string Rule, CsvReading<T> Read) : CsvColumn(Name, Rule)
{
    /// <inheritdoc/>
    internal override bool Accepts(string text, out string canonical)
    {
        var accepted = Read(text, out var value);
        canonical = accepted ? Convert.ToString(value, CultureInfo.InvariantCulture) ?? "" : "";
        return accepted;
    }
}
