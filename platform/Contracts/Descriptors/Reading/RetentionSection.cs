using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Contracts.Descriptors.Reading;

/// <summary>The key <c>retention</c>: <c>400 days</c>, or <c>{ keep: 400 days, by: occurred_at }</c>.</summary>
internal static class RetentionSection
{
    public static RetentionTerms? Read(YamlSection descriptor, SchemaSection schema) => descriptor.Find("retention") switch
    {
        null => null,
        YamlScalar text => DurationText.Read(text, descriptor.Issues) is { } keep ? new RetentionTerms(keep) : null,
        var node => YamlSection.Of(node, descriptor.Issues, "\"400 days\" or \"{ keep: 400 days, by: occurred_at }\"") is { } section
            ? ReadLong(section, schema)
            : null,
    };

    private static RetentionTerms? ReadLong(YamlSection section, SchemaSection schema)
    {
        var keep = DurationText.Read(section.RequiredScalar("keep", "Say how long, such as \"keep: 400 days\"."), section.Issues);
        var by = section.Scalar("by");
        section.RefuseOthers();
        if (by is not null && schema.TryFind(by, out var column)
            && column.Type is not PrimitiveType { Kind: PrimitiveKind.Date or PrimitiveKind.Timestamp or PrimitiveKind.TimestampNtz })
        {
            section.Issues.Error(
                by, "retention.by", $"{column.Name} is {column.Type}; a retention counts from a date or a timestamp.", "Name such a column, or leave by out to count from the first publication.");
        }

        return keep is { } length ? new RetentionTerms(length, by?.Text) : null;
    }
}
