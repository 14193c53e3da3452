using System.Buffers;
using System.Text.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Platform.Sources.Rows;

/// <summary>The columns of a source that a product is made of. Makes the product's rows of the texts that the source has.</summary>
/// <param name="all">The columns, in the product's order.</param>
/// <param name="key">The names of the columns of the product's key; empty where it has none.</param>
public sealed class SourceColumns(IReadOnlyList<SourceColumn> all, IReadOnlyList<string> key)
{
    private const int MostNames = 5;
    private const string Fix = "Fix: correct the name, or give it in columns of source.yaml.";

    /// <summary>All columns, in the product's order.</summary>
    public IReadOnlyList<SourceColumn> All => all;

    /// <summary>The columns of the key, in the key's order.</summary>
    public IReadOnlyList<SourceColumn> Key { get; } = [.. key.Select(name => all.First(column => column.Column.Name == name))];

    /// <summary>Returns the columns that a file lacks, by their names in the source.</summary>
    /// <param name="names">The names of the file's columns.</param>
    public IReadOnlyList<string> LackedBy(IEnumerable<string> names) => [.. all.Select(column => column.Name).Except(names, StringComparer.Ordinal)];

    /// <summary>Describes why a file that names its columns once cannot be read: one is likely misspelt, or one is missing that every row must have. Null where it can.</summary>
    /// <param name="names">The names of the file's columns.</param>
    public string? Problem(IReadOnlyCollection<string> names) => Misspelt(names)
        ?? (LackedBy(names).Where(lacked => all.Any(column => column.Name == lacked && column.Column.Required)).ToList() is { Count: > 0 } missing
            ? $"lacks {string.Join(", ", missing)}, which every row has. Fix: add it, or give the name that it has in columns of source.yaml."
            : null);

    /// <summary>Describes names that are likely misspelt; null where there are none.</summary>
    /// <remarks>A file may have columns that the product does not read. The values of a misspelt column would be lost, and those of the rows become null.</remarks>
    /// <param name="names">The names of the columns of a file, or of the members of an object.</param>
    public string? Misspelt(IReadOnlyCollection<string> names)
    {
        var lacked = LackedBy(names);
        if (lacked.Count == 0)
        {
            return null;
        }

        var others = names.Where(name => name.Length > 0).Except(all.Select(column => column.Name), StringComparer.Ordinal).ToList();
        var pairs = others.Select(name => (Name: name, Meant: lacked.FirstOrDefault(column => IsMisspelt(name, column)))).Where(pair => pair.Meant is not null).ToList();
        return pairs.Count > 0 ? $"lacks {Listed([.. pairs.Select(pair => pair.Meant!)])}, and has {Listed([.. pairs.Select(pair => pair.Name)])}, which the product does not read. {Fix}"
            // The others may be values, where a file has no header.
            : lacked.Count == all.Count && others.Count > 0 ? $"has none of {Listed(lacked)}, and {others.Count} others. {Fix}"
            : null;
    }

    /// <summary>Makes a row.</summary>
    /// <param name="text">Returns the text of a column by its name in the source; null where it has no value.</param>
    public JsonElement Row(Func<string, string?> text) => Object(all, text);

    /// <summary>Makes the key of a row.</summary>
    /// <param name="text">Returns the text of a column by its name in the source.</param>
    public JsonElement KeyOf(Func<string, string?> text) => Object(Key, text);

    /// <summary>Makes a row of an object of the source, whose members are its columns.</summary>
    public JsonElement Row(JsonElement source) => Object(all, (column, json) =>
    {
        if (source.TryGetProperty(column.Name, out var value))
        {
            json.WritePropertyName(column.Column.Name);
            value.WriteTo(json);
        }
    });

    // One letter of a word. address1 and address2 are two columns, and so may be short ones.
    private static bool IsMisspelt(string name, string column) => column.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase)
        || (column.Length > 3 && Math.Abs(name.Length - column.Length) <= 1 && Suggestion.Distance(name, column) == 1
            && !name.Where(char.IsLetter).SequenceEqual(column.Where(char.IsLetter)));

    private static string Listed(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(MostNames).Select(Quoted.Text)) + (names.Count > MostNames ? $" and {names.Count - MostNames} more" : "");

    private static JsonElement Object(IReadOnlyList<SourceColumn> columns, Func<string, string?> text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Object(columns, (column, json) =>
        {
            if (text(column.Name) is { } value)
            {
                json.WritePropertyName(column.Column.Name);
                SourceValues.Write(json, column.Column.Type, value);
            }
        });
    }

    private static JsonElement Object(IReadOnlyList<SourceColumn> columns, Action<SourceColumn, Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var column in columns)
            {
                write(column, json);
            }

            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
