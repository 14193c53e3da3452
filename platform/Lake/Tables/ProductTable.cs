using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Iceberg.Commits;
using MeshStarter.Platform.Iceberg.Metadata;
using MeshStarter.Platform.Iceberg.Operations;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Lake.Tables;

/// <summary>Maps products to tables: each major version has a table of its own, <c>&lt;domain&gt;.&lt;product&gt;_v&lt;major&gt;</c>.</summary>
public static class ProductTable
{
    // Without these a product that publishes every second would leave some gigabytes of metadata a day. Clients get the metadata from the catalog; a client
    // that reads the file itself has some seconds to do so.
    private static readonly Dictionary<string, string> Properties = new(StringComparer.Ordinal)
    {
        [TableMetadataBuilder.DeleteMetadataProperty] = "true",
        [TableMetadataBuilder.PreviousVersionsProperty] = "20",
    };

    /// <summary>Returns the table of a product's major version.</summary>
    public static TableIdentifier Of(DataProductId product, int major) => new([product.Domain], new ProductMajorVersion(product, major).Name);

    /// <summary>
    /// Opens the table of a contract, with every column and the layout of the contract. Creates it when it does not exist. Files in the layout of an
    /// earlier contract stay as they are until they are compacted.
    /// </summary>
    /// <param name="catalog">Knows the table.</param>
    /// <param name="product">The contract.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <param name="mayBeKnown">Whether the catalog's last answer is enough (<see cref="ITableCatalog.Known"/>).</param>
    /// <exception cref="IcebergException">The catalog refuses, or a column's new type does not fit existing rows.</exception>
    public static async Task<LoadedTable> OpenAsync(ITableCatalog catalog, DataProductDescriptor product, CancellationToken cancellationToken, bool mayBeKnown = false)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(product);
        var name = Of(product.Name, product.Version.Major);
        var table = (mayBeKnown ? catalog.Known(name) : null) ?? await catalog.LoadAsync(name, cancellationToken) ?? await catalog.CreateAsync(name.Namespace, New(name.Name, product), cancellationToken);
        var metadata = table.Metadata;
        var schema = SchemaFor(metadata, product.Schema);
        var spec = SpecFor(product.PartitionBy, schema);
        var properties = Properties.Concat(BranchFolder.PropertiesOf(metadata.Location)).Where(property => !metadata.Properties.ContainsKey(property.Key)).ToDictionary(StringComparer.Ordinal);
        List<TableUpdate> updates =
        [
            .. schema.Row.Equals(metadata.CurrentSchema.Row) ? Array.Empty<TableUpdate>() : [new AddSchema(schema), new SetCurrentSchema(-1)],
            .. spec.IsCompatibleWith(metadata.DefaultSpec) ? Array.Empty<TableUpdate>() : [new AddPartitionSpec(spec), new SetDefaultPartitionSpec(-1)],
            .. properties.Count == 0 ? Array.Empty<TableUpdate>() : [new SetProperties(properties)],
        ];
        return updates.Count == 0
            ? table
            : await catalog.CommitAsync(
                name,
                new TableCommit(
                    [
                        new AssertCurrentSchemaId(metadata.CurrentSchemaId),
                        new AssertLastAssignedFieldId(metadata.LastColumnId),
                        new AssertDefaultSpecId(metadata.DefaultSpecId),
                        new AssertLastAssignedPartitionId(metadata.LastPartitionId),
                    ],
                    updates),
                cancellationToken);
    }

    /// <summary>Returns a SELECT of rows that has null in each column that the table has of a later contract, such as after a service was rolled back.</summary>
    /// <param name="rows">A SELECT of the contract's columns.</param>
    /// <param name="columns">The contract's columns.</param>
    /// <param name="table">The table.</param>
    internal static string WithAllColumns(string rows, IReadOnlyList<ColumnDefinition> columns, TableMetadata table)
    {
        var absent = AbsentFrom(columns, table).ToList();
        return absent.Count == 0 ? rows : $"SELECT *, {string.Join(", ", absent.Select(field => $"NULL AS {SqlIdentifier.Quote(field.Name)}"))} FROM ({rows})";
    }

    private static IEnumerable<NestedField> AbsentFrom(IReadOnlyList<ColumnDefinition> columns, TableMetadata table) =>
        table.CurrentSchema.Fields.Where(field => columns.All(column => column.Name != field.Name));

    // Every table begins unpartitioned, so that rows of too many partitions have a spec to be written by.
    private static NewTable New(string name, DataProductDescriptor product)
    {
        // A key column without a value is only a warning; Iceberg's identifier fields always have one.
        var required = product.Schema.Where(column => column.Required).Select(column => column.Name).ToHashSet(StringComparer.Ordinal);
        return new NewTable(name, TableSchema.FromColumns(product.Schema, product.Key.All(required.Contains) ? product.Key : [])) { Properties = Properties };
    }

    private static PartitionSpec SpecFor(IReadOnlyList<PartitionTerm> terms, TableSchema schema) => new(
        0, [.. terms.Select(term => new PartitionField(schema.FindField(term.Column)!.Id, PartitionField.Unassigned, NameOf(term, schema), Transform.Parse(term.Transform.ToString())))]);

    // The field names that other writers give, unless a column has that name.
    private static string NameOf(PartitionTerm term, TableSchema schema)
    {
        if (term.Transform.Kind == PartitionTransformKind.Identity)
        {
            return term.Column;
        }

        var suffix = term.Transform.Kind == PartitionTransformKind.Truncate ? "trunc" : WireNames.Of(term.Transform.Kind);
        var name = $"{term.Column}_{suffix}";
        while (schema.FindField(name) is not null)
        {
            name += "_";
        }

        return name;
    }

    // Columns are never dropped or narrowed: within a major version a contract only grows, and one that was rolled back grows again.
    private static TableSchema SchemaFor(TableMetadata table, IReadOnlyList<ColumnDefinition> columns)
    {
        var evolution = new SchemaEvolution(table);
        foreach (var column in columns)
        {
            if (table.CurrentSchema.FindField(column.Name) is not { } field)
            {
                evolution.Add(column.Name, Wanted(column.Type), column.Description);
                continue;
            }

            Grow(evolution, column.Name, field.Type, Wanted(column.Type));
            if (field.Required && !column.Required)
            {
                evolution.MakeOptional(column.Name);
            }

            if (field.Doc != column.Description)
            {
                evolution.Describe(column.Name, column.Description);
            }
        }

        foreach (var field in AbsentFrom(columns, table).Where(field => field.Required && !table.CurrentSchema.IdentifierFieldIds.Contains(field.Id)))
        {
            evolution.MakeOptional(field.Name);
        }

        return evolution.ToSchema();
    }

    private static void Grow(SchemaEvolution evolution, string name, IcebergType existing, IcebergType wanted)
    {
        switch (existing, wanted)
        {
            case (IcebergStruct before, IcebergStruct now):
                foreach (var field in now.Fields)
                {
                    if (before.Fields.FirstOrDefault(known => known.Name == field.Name) is { } known)
                    {
                        Grow(evolution, $"{name}.{field.Name}", known.Type, field.Type);
                    }
                    else
                    {
                        evolution.Add(field.Name, field.Type, parent: name);
                    }
                }

                break;
            case (IcebergList before, IcebergList now):
                Grow(evolution, $"{name}.element", before.Element, now.Element);
                break;
            case (IcebergMap before, IcebergMap now):
                Grow(evolution, $"{name}.value", before.Value, now.Value);
                break;
            case var _ when !existing.Equals(wanted) && !IcebergWidening.IsAllowed(wanted, existing):
                evolution.Widen(name, wanted);
                break;
        }
    }

    // Ids are assigned when a field is added; here any id will do.
    private static IcebergType Wanted(ColumnType type)
    {
        var last = 0;
        return ColumnTypes.ToIceberg(type, () => ++last);
    }
}
