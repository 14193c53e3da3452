using System.Globalization;
using System.Text;

namespace MeshStarter.Platform.Avro.Compatibility;

/// <summary>One reason why a reader's schema cannot read what a writer's wrote.</summary>
/// <param name="Kind">The kind of reason.</param>
/// <param name="Path">A JSON pointer into the reader's schema (a number that follows a union's pointer is a writer's branch); <c>/</c> for the whole.</param>
/// <param name="Detail">The differing types, symbols or field name.</param>
public sealed record AvroIncompatibility(AvroIncompatibilityKind Kind, string Path, string Detail)
{
    /// <summary>The kind as a schema registry writes it, <c>TYPE_MISMATCH</c>.</summary>
    public string KindName => string.Create(CultureInfo.InvariantCulture, $"{Kind}").Aggregate(
        new StringBuilder(),
        (text, c) => (char.IsAsciiLetterUpper(c) && text.Length > 0 ? text.Append('_') : text).Append(char.ToUpperInvariant(c))).ToString();

    /// <summary>The reason as a sentence.</summary>
    /// <param name="reader">The name of the reader's schema in messages: <c>new</c> where a new one must read old data.</param>
    /// <param name="writer">The name of the writer's schema in messages.</param>
    public string Describe(string reader, string writer) => Kind switch
    {
        AvroIncompatibilityKind.NameMismatch => $"The name of the type at path '{Path}' in the {reader} schema is not the one in the {writer} schema",
        AvroIncompatibilityKind.FixedSizeMismatch => $"The size of the fixed at path '{Path}' in the {reader} schema is not the one in the {writer} schema",
        AvroIncompatibilityKind.MissingEnumSymbols => $"The enum at path '{Path}' in the {reader} schema has no default and lacks the symbols {Detail} of the {writer} schema",
        AvroIncompatibilityKind.ReaderFieldMissingDefaultValue => $"The field '{Detail}' at path '{Path}' in the {reader} schema has no default value and is missing in the {writer} schema",
        AvroIncompatibilityKind.TypeMismatch => $"The type at path '{Path}' in the {reader} schema does not read the type in the {writer} schema",
        _ => $"The union at path '{Path}' in the {reader} schema lacks a type of the {writer} schema",
    };
}
