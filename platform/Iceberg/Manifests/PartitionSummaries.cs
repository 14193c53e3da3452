using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Platform.Iceberg.Manifests;

/// <summary>Gathers what partitions the files of a manifest are of.</summary>
internal sealed class PartitionSummaries(IcebergStruct types)
{
    private readonly Column[] _columns = [.. types.Fields.Select(field => new Column(field.Type))];

    public void Add(PartitionTuple partition)
    {
        for (var at = 0; at < _columns.Length; at++)
        {
            _columns[at].Add(partition.Values[at]);
        }
    }

    public IReadOnlyList<PartitionFieldSummary> Finish() => [.. _columns.Select(column => column.Finish())];

    private sealed class Column(IcebergType type)
    {
        private bool _hasNull;
        private bool _hasNaN;
        private object? _lower;
        private object? _upper;

        public void Add(object? value)
        {
            switch (value)
            {
                case null:
                    _hasNull = true;
                    break;
                case double.NaN or float.NaN:
                    _hasNaN = true;
                    break;
                default:
                    _lower = _lower is null || ValueOrder.Instance.Compare(value, _lower) < 0 ? value : _lower;
                    _upper = _upper is null || ValueOrder.Instance.Compare(value, _upper) > 0 ? value : _upper;
                    break;
            }
        }

        public PartitionFieldSummary Finish() => new(_hasNull, _hasNaN, Encoded(_lower), Encoded(_upper));

        private ReadOnlyMemory<byte>? Encoded(object? value) => value is null ? null : SingleValue.Encode(type, value);
    }
}
