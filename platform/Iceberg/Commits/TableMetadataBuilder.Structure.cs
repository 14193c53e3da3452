using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Schemas;

namespace MeshStarter.Platform.Iceberg.Commits;

public sealed partial class TableMetadataBuilder
{
    private int? _lastAddedSchema;
    private int? _lastAddedSpec;
    private int? _lastAddedOrder;

    internal void AddSchema(TableSchema schema, int? lastColumnId)
    {
        // The client's value is of an older protocol and may be behind.
        var last = Math.Max(Math.Max(_table.LastColumnId, schema.HighestFieldId), lastColumnId ?? 0);
        SchemaRules.Check(schema, _table.FormatVersion);
        var same = _table.Schemas.FirstOrDefault(schema.IsSameAs);
        var id = same?.SchemaId ?? (_table.Schemas.Count == 0 ? 0 : _table.Schemas.Max(other => other.SchemaId) + 1);
        _lastAddedSchema = id;
        if (same is null)
        {
            Change(_table with { Schemas = [.. _table.Schemas, schema.WithId(id)], LastColumnId = last });
        }
        else if (last != _table.LastColumnId)
        {
            Change(_table with { LastColumnId = last });
        }
    }

    internal void SetCurrentSchema(int id)
    {
        var chosen = Chosen(id, _lastAddedSchema, "set-current-schema", "schema");
        if (_table.SchemaById(chosen) is null)
        {
            throw new IcebergValidationException($"set-current-schema: there is no schema {chosen}.");
        }

        if (chosen != _table.CurrentSchemaId)
        {
            Change(_table with { CurrentSchemaId = chosen });
        }
    }

    internal void RemoveSchemas(IReadOnlyList<int> ids)
    {
        if (ids.Contains(_table.CurrentSchemaId))
        {
            throw new IcebergValidationException($"remove-schemas: {_table.CurrentSchemaId} is the current schema.");
        }

        if (_table.Schemas.Any(schema => ids.Contains(schema.SchemaId)))
        {
            Change(_table with { Schemas = [.. _table.Schemas.Where(schema => !ids.Contains(schema.SchemaId))] });
        }
    }

    internal void AddPartitionSpec(PartitionSpec spec)
    {
        if (_table.Schemas.Count == 0)
        {
            throw new IcebergValidationException("add-spec: the table needs a schema first.");
        }

        var same = _table.PartitionSpecs.FirstOrDefault(spec.IsCompatibleWith);
        _lastAddedSpec = same?.SpecId ?? (_table.PartitionSpecs.Count == 0 ? 0 : _table.PartitionSpecs.Max(other => other.SpecId) + 1);
        if (same is not null)
        {
            return;
        }

        var schema = BindingSchema();
        var added = WithFieldIds(spec) with { SpecId = _lastAddedSpec.Value };
        BindingRules.Check(added, schema);
        BindingRules.CheckNames(added, schema);
        if (_table.FormatVersion == 1 && added.Fields.Where((part, i) => part.FieldId != PartitionSpec.LastIdBeforeFirst + 1 + i).Any())
        {
            throw new IcebergValidationException("add-spec: in format 1 the field-ids of a spec are 1000, 1001 and so on.");
        }

        Change(_table with { PartitionSpecs = [.. _table.PartitionSpecs, added], LastPartitionId = Math.Max(_table.LastPartitionId, added.HighestFieldId) });
    }

    internal void SetDefaultPartitionSpec(int id)
    {
        var chosen = Chosen(id, _lastAddedSpec, "set-default-spec", "partition spec");
        if (_table.SpecById(chosen) is null)
        {
            throw new IcebergValidationException($"set-default-spec: there is no partition spec {chosen}.");
        }

        if (chosen != _table.DefaultSpecId)
        {
            Change(_table with { DefaultSpecId = chosen });
        }
    }

    internal void RemovePartitionSpecs(IReadOnlyList<int> ids)
    {
        if (ids.Contains(_table.DefaultSpecId))
        {
            throw new IcebergValidationException($"remove-partition-specs: {_table.DefaultSpecId} is the default spec.");
        }

        if (_table.PartitionSpecs.Any(spec => ids.Contains(spec.SpecId)))
        {
            Change(_table with { PartitionSpecs = [.. _table.PartitionSpecs.Where(spec => !ids.Contains(spec.SpecId))] });
        }
    }

    internal void AddSortOrder(SortOrder order)
    {
        if (_table.Schemas.Count == 0)
        {
            throw new IcebergValidationException("add-sort-order: the table needs a schema first.");
        }

        var same = _table.SortOrders.FirstOrDefault(order.IsSameAs);
        _lastAddedOrder = same?.OrderId ?? (order.Fields.Count == 0 ? 0 : Math.Max(1, _table.SortOrders.Select(other => other.OrderId + 1).DefaultIfEmpty(1).Max()));
        if (same is not null)
        {
            return;
        }

        BindingRules.Check(order, BindingSchema());
        Change(_table with { SortOrders = [.. _table.SortOrders, order with { OrderId = _lastAddedOrder.Value }] });
    }

    internal void SetDefaultSortOrder(int id)
    {
        var chosen = Chosen(id, _lastAddedOrder, "set-default-sort-order", "sort order");
        if (_table.SortOrderById(chosen) is null)
        {
            throw new IcebergValidationException($"set-default-sort-order: there is no sort order {chosen}.");
        }

        if (chosen != _table.DefaultSortOrderId)
        {
            Change(_table with { DefaultSortOrderId = chosen });
        }
    }

    private static int Chosen(int id, int? lastAdded, string action, string word) =>
        id != LastAdded ? id : lastAdded ?? throw new IcebergValidationException($"{action}: -1 is the {word} added last, and this commit added none.");

    // A client may set the current schema of a new table last. Build checks the default spec and sort order against the schema that became current.
    private TableSchema BindingSchema() =>
        _table.SchemaById(_table.CurrentSchemaId) ?? _table.SchemaById(_lastAddedSchema ?? LastAdded)
            ?? throw new IcebergValidationException("The table has no schema that a partition spec or sort order could be of: add one first.");

    // A field that divides as one of an earlier spec does has that one's id; any other has a new one.
    private PartitionSpec WithFieldIds(PartitionSpec spec)
    {
        var last = _table.LastPartitionId;
        return spec with
        {
            Fields =
            [
                .. spec.Fields.Select(part => part.FieldId != PartitionField.Unassigned ? part : part with
                {
                    FieldId = _table.PartitionSpecs.SelectMany(other => other.Fields)
                        .FirstOrDefault(other => other.SourceId == part.SourceId && other.Transform == part.Transform)?.FieldId ?? ++last,
                }),
            ],
        };
    }
}
