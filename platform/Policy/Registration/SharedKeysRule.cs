using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Policy.Registration;

/// <summary><c>check: shared_keys</c>: a column with an agreed name has the agreed type everywhere, so that products join.</summary>
internal sealed class SharedKeysRule(RegistrationRuleHead head, IReadOnlyDictionary<string, ColumnType> keys) : RegistrationRule(head)
{
    public const string Kind = "shared_keys";

    public static RegistrationRule? Read(RegistrationRuleHead head, YamlSection rule)
    {
        const string Example = "\"keys: { order_id: UUID }\"";
        rule.Require("keys", "The rule names no column.", $"Write {Example}.");
        if (rule.Section("keys", Example) is not { } section)
        {
            return null;
        }

        var keys = new Dictionary<string, ColumnType>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in section.Mapping.Entries)
        {
            if (section.Scalar(entry.Key, "a type") is not { } text || !ColumnType.TryParse(text.Text, out var type, out _))
            {
                rule.Issues.Error(entry.Value, "type.unknown", $"The type of {Quoted.Text(entry.Key)} is none.", $"Write {Example}.");
            }
            else if (!keys.TryAdd(entry.Key, type))
            {
                rule.Issues.Error(entry.Line, section.PathOf(entry.Key), "key.duplicate", $"{Quoted.Text(entry.Key)} is there twice.", "Names of columns are the same in any case. Remove one.");
            }
        }

        if (section.Mapping.Entries.Count == 0)
        {
            rule.Issues.Error(section.Mapping, "condition.empty", "The rule names no column.", $"Write {Example}.");
        }

        return new SharedKeysRule(head, keys);
    }

    private protected override IEnumerable<Finding> Find(DataProductDescriptor descriptor) =>
        from entry in Columns(descriptor)
        where keys.TryGetValue(entry.Column.Name, out var agreed) && entry.Column.Type != agreed
        select new Finding($"{entry.Field}.type", $"The column {entry.Column.Name} is {entry.Column.Type}; everywhere else it is {keys[entry.Column.Name]}.", $"Write \"type: {keys[entry.Column.Name]}\", or give the column another name.");
}
