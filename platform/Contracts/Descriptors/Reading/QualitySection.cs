using System.Text.Json;
using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Evolution;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Contracts.Descriptors.Reading;

/// <summary>The key <c>quality</c>.</summary>
internal static class QualitySection
{
    public static QualityTerms Read(YamlSection descriptor, DataProductId product, SchemaSection schema, Func<DataProductId, IReadOnlyList<ColumnDefinition>?> others)
    {
        if (descriptor.Section("quality", "\"freshness_sla: 5 minutes\" below it") is not { } quality)
        {
            return new QualityTerms();
        }

        var terms = new QualityTerms
        {
            FreshnessSla = Freshness(quality),
            Availability = Share(quality, "availability"),
            Completeness = Share(quality, "completeness"),
            SchemaEvolution = Evolution(quality),
            Checks = Checks(quality, product, schema, others),
        };
        quality.RefuseOthers();
        return terms;
    }

    private static string? Freshness(YamlSection quality)
    {
        if (quality.Scalar("freshness_sla", "a duration such as \"5 minutes\"") is not { } scalar)
        {
            return null;
        }

        if (!FreshnessTarget.TryParse(scalar.Text, out _, out var error, out var fix))
        {
            quality.Issues.Error(scalar, "freshness.form", error, fix);
        }

        return scalar.Text;
    }

    private static string? Share(YamlSection quality, string key)
    {
        var share = quality.Scalar(key, "a share such as \"99.9%\"");
        _ = quality.Issues.Parsed<decimal>(share, Percentage.TryParse, "percentage.form", "is not a share from 0% to 100%.", "Write it with a percent sign, such as \"99.9%\".");
        return share?.Text;
    }

    private static string? Evolution(YamlSection quality)
    {
        if (quality.Scalar("schema_evolution") is not { } scalar)
        {
            return null;
        }

        if (!SchemaEvolutions.All.Contains(scalar.Text, StringComparer.Ordinal))
        {
            quality.Issues.Unknown(scalar, "is not known here.", SchemaEvolutions.All);
        }

        return scalar.Text;
    }

    private static List<QualityCheck> Checks(YamlSection quality, DataProductId product, SchemaSection schema, Func<DataProductId, IReadOnlyList<ColumnDefinition>?> others)
    {
        var checks = new List<QualityCheck>();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in quality.Items("checks", "a list such as \"- { not_null: [order_id] }\"") ?? [])
        {
            if (YamlSection.Of(item, quality.Issues, "a check such as \"not_null: [order_id]\"") is { } section
                && new CheckSection(section, product, schema, others).Read() is { } check)
            {
                checks.Add(check);
                var text = JsonSerializer.Serialize(check, MeshJson.Options);
                if (!lines.TryAdd(text, item.Line))
                {
                    quality.Issues.Warn(item, "check.duplicate", $"The same check is in line {lines[text]} already.", "Remove one of the two.");
                }
            }
        }

        return checks;
    }
}
