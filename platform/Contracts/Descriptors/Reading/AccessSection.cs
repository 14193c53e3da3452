using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Contracts.Descriptors.Reading;

/// <summary>The key <c>access</c>.</summary>
internal static class AccessSection
{
    public static AccessTerms Read(YamlSection descriptor, SchemaSection schema)
    {
        const string Example = "\"classification: internal\" below it";
        var access = descriptor.Section("access", Example);
        if (access is null || access.Find("classification") is null)
        {
            descriptor.Issues.Warn(
                (access ?? descriptor).Mapping.Line, "access.classification", "key.missing", "The classification is missing and taken as internal.", "Say how far the data may travel: public, internal, confidential or restricted.");
        }

        if (access is null)
        {
            return new AccessTerms();
        }

        var classification = access.Word<Classification>("classification");
        var piiFields = access.Texts("pii_fields") ?? [];
        access.RefuseOthers();
        foreach (var field in piiFields)
        {
            if (schema.Has(field.Text.Trim()))
            {
                continue;
            }

            // A slip in the name would leave the column that is meant open to every caller.
            if (schema.Nearest(field.Text.Trim()) is { } meant)
            {
                access.Issues.Error(field, "pii.unknown", $"The schema has no column {Quoted.Text(field.Text)}.", $"Did you mean {meant}?");
            }
            else
            {
                access.Issues.Warn(field, "pii.unknown", $"The schema has no column {Quoted.Text(field.Text)}.", schema.Advice(field.Text));
            }
        }

        return new AccessTerms
        {
            Classification = classification ?? Classification.Internal,
            PiiFields = [.. piiFields.Select(field => field.Text.Trim())],
        };
    }
}
