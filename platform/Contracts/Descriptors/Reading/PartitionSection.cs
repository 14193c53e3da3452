using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Contracts.Descriptors.Reading;

/// <summary>The key <c>partition_by</c>: a list such as <c>- { column: occurred_at, transform: month }</c>.</summary>
internal static class PartitionSection
{
    private const string Example = "a list such as \"- { column: occurred_at, transform: month }\"";

    public static IReadOnlyList<PartitionTerm> Read(YamlSection descriptor, SchemaSection schema, AccessTerms access)
    {
        List<PartitionTerm> terms = [];
        Dictionary<string, int> lines = new(StringComparer.Ordinal);
        foreach (var item in descriptor.Items("partition_by", Example) ?? [])
        {
            if (YamlSection.Of(item, descriptor.Issues, "\"column: occurred_at\" and \"transform: month\"") is not { } section)
            {
                continue;
            }

            var name = section.RequiredScalar("column", "Name the column that divides the rows.");
            var text = section.Scalar("transform", "a transform such as month");
            section.RefuseOthers();
            var transform = Transform(text, section.Issues);
            if (name is null || !schema.TryFind(name, out var column))
            {
                continue;
            }

            if (!lines.TryAdd(column.Name, name.Line))
            {
                section.Issues.Error(name, "partition.duplicate", $"{column.Name} divides the rows in line {lines[column.Name]} already.", "Keep one of the two.");
            }
            else if (transform is not null && Fits(transform, column, text ?? name, section.Issues))
            {
                terms.Add(new PartitionTerm(column.Name, transform));
            }

            if (transform is { Kind: not PartitionTransformKind.Bucket } && access.IsPii(column.Name, schema.Columns))
            {
                section.Issues.Warn(name, "partition.pii", $"{column.Name} holds personal data, and a partition's value is in the paths of its files.", "Use bucket, or another column.");
            }
        }

        return terms;
    }

    private static PartitionTransform? Transform(YamlScalar? text, YamlIssues issues)
    {
        if (text is null)
        {
            return PartitionTransform.Identity;
        }

        if (PartitionTransform.TryParse(text.Text.Trim(), out var transform))
        {
            return transform;
        }

        var nearest = Suggestion.Nearest(text.Text, PartitionTransform.Forms) is { } form ? $"Did you mean {form}? " : "";
        issues.Error(text, "transform.unknown", $"{Quoted.Text(text.Text)} is not a transform.", $"{nearest}Use one of {string.Join(", ", PartitionTransform.Forms)}, with at most {PartitionTransform.MaxBuckets} buckets.");
        return null;
    }

    private static bool Fits(PartitionTransform transform, ColumnDefinition column, YamlScalar place, YamlIssues issues)
    {
        if (transform.Accepts(column.Type))
        {
            return true;
        }

        var forms = PartitionTransform.FormsFor(column.Type);
        issues.Error(
            place,
            "partition.type",
            $"{column.Name} is {column.Type}, which {transform} does not take.",
            forms.Count == 0 ? "Divide the rows by another column." : $"Use one of {string.Join(", ", forms)}, or another column.");
        return false;
    }
}
