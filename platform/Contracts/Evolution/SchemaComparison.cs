using MeshStarter.Contracts.Descriptors;

namespace MeshStarter.Contracts.Evolution;

/// <summary>Compares the columns of two contracts.</summary>
internal static class SchemaComparison
{
    public static IReadOnlyList<ContractChange> Between(DataProductDescriptor earlier, DataProductDescriptor later)
    {
        var changes = new List<ContractChange>();
        foreach (var column in earlier.Schema)
        {
            if (Find(later, column.Name) is { } counterpart)
            {
                Compare(new Side(earlier, column), new Side(later, counterpart), changes);
            }
            else
            {
                changes.Add(new ContractChange($"schema.{column.Name}", "The column is gone.", ChangeImpact.Breaking));
            }
        }

        foreach (var column in later.Schema.Where(column => Find(earlier, column.Name) is null))
        {
            var obligation = column.Required ? "required" : "optional";
            changes.Add(new ContractChange($"schema.{column.Name}", $"The column is new and {obligation}.", Impact(breaks: column.Required)));
        }

        if (changes.Count == 0 && !earlier.Schema.Select(c => c.Name).SequenceEqual(later.Schema.Select(c => c.Name), StringComparer.Ordinal))
        {
            changes.Add(new ContractChange("schema", "The columns are in another order.", ChangeImpact.Minor));
        }

        return changes;
    }

    private static void Compare(Side was, Side becomes, List<ContractChange> changes)
    {
        var field = $"schema.{was.Column.Name}";
        if (was.Column.Type != becomes.Column.Type)
        {
            changes.Add(new ContractChange(field, $"The type was {was.Column.Type} and is {becomes.Column.Type}.", Impact(breaks: !TypeWidening.Holds(was.Column.Type, becomes.Column.Type))));
        }

        // Rows that exist may lack what is required now, as they lack a new column.
        if (was.Column.Required != becomes.Column.Required)
        {
            changes.Add(new ContractChange(field, becomes.Column.Required ? "The column became required." : "The column became optional.", ChangeImpact.Breaking));
        }

        if (was.IsPii != becomes.IsPii)
        {
            changes.Add(new ContractChange(field, becomes.IsPii ? "The column became personal data." : "The column is no longer personal data.", Impact(breaks: becomes.IsPii)));
        }

        if (!was.Column.Tags.ToHashSet(StringComparer.Ordinal).SetEquals(becomes.Column.Tags))
        {
            changes.Add(new ContractChange(field, $"The tags were [{string.Join(", ", was.Column.Tags)}] and are [{string.Join(", ", becomes.Column.Tags)}].", ChangeImpact.Minor));
        }
    }

    private static ChangeImpact Impact(bool breaks) => breaks ? ChangeImpact.Breaking : ChangeImpact.Minor;

    private static ColumnDefinition? Find(DataProductDescriptor descriptor, string name) =>
        descriptor.Schema.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.Ordinal));

    private sealed record Side(DataProductDescriptor Descriptor, ColumnDefinition Column)
    {
        public bool IsPii => Descriptor.IsPii(Column.Name);
    }
}
