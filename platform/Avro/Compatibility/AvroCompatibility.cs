using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Platform.Avro.Compatibility;

/// <summary>
/// Says whether one schema reads what another wrote: Avro 1.12's "Schema Resolution" as Confluent's registry applies it.
/// Types compare by their names without namespaces, and logical types do not count.
/// </summary>
public sealed class AvroCompatibility
{
    // Two types within themselves can be unrolled against each other further than a stack reaches.
    private const int MaxLevels = 1_000;

    private readonly Dictionary<(AvroRecord Reader, AvroRecord Writer), bool> _verdicts = [];
    private readonly HashSet<(AvroRecord Reader, AvroRecord Writer)> _reported = [];
    private readonly List<AvroIncompatibility> _found = [];

    private AvroCompatibility()
    {
    }

    /// <summary>All reasons why <paramref name="reader"/> cannot read what <paramref name="writer"/> wrote; none when it can.</summary>
    /// <exception cref="AvroSchemaException">The types contain themselves in such a way that they cannot be compared.</exception>
    public static IReadOnlyList<AvroIncompatibility> Check(AvroSchema reader, AvroSchema writer)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(writer);
        var check = new AvroCompatibility();
        check.Report(reader, writer, "", level: 0);
        return check._found;
    }

    private void Report(AvroSchema reader, AvroSchema writer, string path, int level)
    {
        Guard(level);
        switch (reader, writer)
        {
            case (AvroUnion union, AvroUnion written):
                for (var i = 0; i < written.Branches.Count; i++)
                {
                    ReportBranch(union, written.Branches[i], $"{path}/{i}", level);
                }

                break;
            case (_, AvroUnion written):
                foreach (var branch in written.Branches)
                {
                    Report(reader, branch, path, level + 1);
                }

                break;
            case (AvroUnion union, _):
                ReportBranch(union, writer, path, level);
                break;
            case (AvroArray array, AvroArray written):
                Report(array.Items, written.Items, path + "/items", level + 1);
                break;
            case (AvroMap map, AvroMap written):
                Report(map.Values, written.Values, path + "/values", level + 1);
                break;
            case (AvroRecord record, AvroRecord written):
                ReportRecord(record, written, path, level);
                break;
            case (AvroNamedSchema named, AvroNamedSchema written) when named.Kind == written.Kind:
                ReportNamed(named, written, path);
                break;
            default:
                if (!AvroPromotion.Reads(reader.Kind, writer.Kind))
                {
                    Add(AvroIncompatibilityKind.TypeMismatch, path, $"reader type: {Upper(reader)} not compatible with writer type: {Upper(writer)}");
                }

                break;
        }
    }

    private void ReportBranch(AvroUnion union, AvroSchema writer, string path, int level)
    {
        if (!Reads(union, writer, level))
        {
            Add(AvroIncompatibilityKind.MissingUnionBranch, path, $"reader union lacking writer type: {Upper(writer)}");
        }
    }

    private void ReportRecord(AvroRecord reader, AvroRecord writer, string path, int level)
    {
        if (!_reported.Add((reader, writer)))
        {
            return;
        }

        ReportName(reader, writer, path);
        foreach (var field in reader.Fields)
        {
            if (Find(writer, field) is { } written)
            {
                Report(field.Type, written.Type, $"{path}/fields/{field.Position}/type", level + 1);
            }
            else if (field.Default is null)
            {
                Add(AvroIncompatibilityKind.ReaderFieldMissingDefaultValue, $"{path}/fields/{field.Position}", field.Name);
            }
        }
    }

    private void ReportNamed(AvroNamedSchema reader, AvroNamedSchema writer, string path)
    {
        ReportName(reader, writer, path);
        switch (reader, writer)
        {
            case (AvroFixed @fixed, AvroFixed written) when @fixed.Size != written.Size:
                Add(AvroIncompatibilityKind.FixedSizeMismatch, path + "/size", $"expected: {written.Size}, found: {@fixed.Size}");
                break;
            case (AvroEnum symbols, AvroEnum written) when Missing(symbols, written) is { Count: > 0 } missing:
                Add(AvroIncompatibilityKind.MissingEnumSymbols, path + "/symbols", $"[{string.Join(", ", missing)}]");
                break;
        }
    }

    private void ReportName(AvroNamedSchema reader, AvroNamedSchema writer, string path)
    {
        if (!SameName(reader, writer))
        {
            Add(AvroIncompatibilityKind.NameMismatch, path + "/name", $"expected: {writer.Name}");
        }
    }

    private bool Reads(AvroSchema reader, AvroSchema writer, int level)
    {
        Guard(level);
        return (reader, writer) switch
        {
            (_, AvroUnion written) => written.Branches.All(branch => Reads(reader, branch, level + 1)),
            (AvroUnion union, _) => union.Branches.Any(branch => Reads(branch, writer, level + 1)),
            (AvroArray array, AvroArray written) => Reads(array.Items, written.Items, level + 1),
            (AvroMap map, AvroMap written) => Reads(map.Values, written.Values, level + 1),
            (AvroNamedSchema named, AvroNamedSchema written) => SameName(named, written) && ReadsNamed(named, written, level),
            _ => AvroPromotion.Reads(reader.Kind, writer.Kind),
        };
    }

    private bool ReadsNamed(AvroNamedSchema reader, AvroNamedSchema writer, int level) => (reader, writer) switch
    {
        (AvroRecord record, AvroRecord written) => ReadsRecord(record, written, level),
        (AvroFixed @fixed, AvroFixed written) => @fixed.Size == written.Size,
        (AvroEnum symbols, AvroEnum written) => Missing(symbols, written).Count == 0,
        _ => false,
    };

    private bool ReadsRecord(AvroRecord reader, AvroRecord writer, int level)
    {
        if (_verdicts.TryGetValue((reader, writer), out var known))
        {
            return known;
        }

        // Within itself a type is taken to be readable unless something else of it is not.
        _verdicts[(reader, writer)] = true;
        var verdict = reader.Fields.All(field => Find(writer, field) is { } written ? Reads(field.Type, written.Type, level + 1) : field.Default is not null);
        _verdicts[(reader, writer)] = verdict;
        return verdict;
    }

    private void Add(AvroIncompatibilityKind kind, string path, string detail) =>
        _found.Add(new AvroIncompatibility(kind, path.Length == 0 ? "/" : path, detail));

    private static AvroField? Find(AvroRecord writer, AvroField field)
    {
        if (writer.TryFindField(field.Name, out var found))
        {
            return found;
        }

        foreach (var alias in field.Aliases)
        {
            if (writer.TryFindField(alias, out found))
            {
                return found;
            }
        }

        return null;
    }

    private static List<string> Missing(AvroEnum reader, AvroEnum writer) =>
        reader.Default is not null ? [] : [.. writer.Symbols.Except(reader.Symbols, StringComparer.Ordinal)];

    private static bool SameName(AvroNamedSchema reader, AvroNamedSchema writer) =>
        reader.Name.Simple == writer.Name.Simple || reader.Aliases.Contains(writer.Name);

    private static string Upper(AvroSchema schema) => AvroKinds.NameOf(schema.Kind).ToUpperInvariant();

    private static void Guard(int level)
    {
        if (level > MaxLevels)
        {
            throw new AvroSchemaException("", "The types contain themselves in such a way that the two schemas cannot be compared.");
        }
    }
}
