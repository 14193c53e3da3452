using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Schemas;
using MeshStarter.Platform.Iceberg.Partitioning;
using MeshStarter.Platform.Iceberg.Types;
using MeshStarter.Platform.Iceberg.Values;

namespace MeshStarter.Platform.Iceberg.Manifests;

/// <summary>Reads the partitions of a manifest's files as values of the spec's types.</summary>
internal sealed class PartitionDecoder
{
    private readonly int _specId;
    private readonly IcebergStruct _types;
    private readonly Part[] _parts;

    // Thousands of files are of a few partitions.
    private readonly Dictionary<PartitionTuple, PartitionTuple> _known = [];

    /// <param name="schema">The record that the partitions were written as.</param>
    /// <param name="spec">The spec.</param>
    /// <param name="types">The types of its fields.</param>
    /// <param name="place">The file, for errors.</param>
    /// <exception cref="IcebergFormatException">It is no record, or lacks a field of the spec.</exception>
    public PartitionDecoder(AvroSchema schema, PartitionSpec spec, IcebergStruct types, string place)
    {
        if (schema is not AvroRecord record)
        {
            throw new IcebergFormatException(place, $"field 102 (partition) is no record but {schema.Kind}.");
        }

        _specId = spec.SpecId;
        _types = types;
        _parts = [.. record.Fields.Select(field => PartOf(field, types))];
        // A void field's values are null, written or not.
        if (types.Fields.Where((_, at) => spec.Fields[at].Transform is not VoidTransform).FirstOrDefault(field => !record.Fields.Any(written => IsOf(written, field))) is { } missing)
        {
            throw new IcebergFormatException(place, $"field 102 (partition) has no field {missing.Id} ({missing.Name}), which partition spec {spec.SpecId} has.");
        }
    }

    /// <summary>Reads the partition that a reader is at.</summary>
    public PartitionTuple Read(ref AvroReader reader)
    {
        var values = new object?[_types.Fields.Count];
        foreach (var part in _parts)
        {
            if (part.At < 0)
            {
                reader.Skip(part.Whole);
            }
            else if (part.NullBranch < 0 || reader.ReadBranch(2) != part.NullBranch)
            {
                values[part.At] = ValueOf(_types.Fields[part.At].Type, ReadValue(ref reader, part.Type));
            }
        }

        var tuple = new PartitionTuple(_specId, values);
        if (_known.TryGetValue(tuple, out var known))
        {
            return known;
        }

        _known.Add(tuple, tuple);
        return tuple;
    }

    private static Part PartOf(AvroField field, IcebergStruct types)
    {
        var (type, nullBranch) = RecordShape.Unwrapped(field.Type);
        var at = -1;
        for (var i = 0; i < types.Fields.Count && at < 0; i++)
        {
            at = IsOf(field, types.Fields[i]) ? i : -1;
        }

        return new Part(IsReadable(type) ? at : -1, type, nullBranch, field.Type);
    }

    private static bool IsOf(AvroField written, NestedField field) => RecordShape.IdOf(written) is { } id ? field.Id == id : field.Name == written.Name;

    private static bool IsReadable(AvroSchema type) => type.Kind is
        AvroKind.Boolean or AvroKind.Int or AvroKind.Long or AvroKind.Float or AvroKind.Double or AvroKind.String or AvroKind.Bytes or AvroKind.Fixed;

    private static object ReadValue(ref AvroReader reader, AvroSchema type)
    {
        switch (type.Kind)
        {
            case AvroKind.Boolean:
                return reader.ReadBoolean();
            case AvroKind.Int:
                return reader.ReadInt();
            case AvroKind.Long:
                return reader.ReadLong();
            case AvroKind.Float:
                return reader.ReadFloat();
            case AvroKind.Double:
                return reader.ReadDouble();
            case AvroKind.String:
                return reader.ReadString();
            default:
                var bytes = type is AvroFixed exact ? reader.ReadFixed(exact.Size) : reader.ReadBytes();
                return type.LogicalType == AvroLogicalType.Decimal && bytes.Length is > 0 and <= 16 ? SingleValue.Unscaled(bytes) : bytes.ToArray();
        }
    }

    // A manifest keeps the types of the day it was written; columns may have been widened since.
    private static object ValueOf(IcebergType type, object written) => (type, written) switch
    {
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Long }, int number) => (long)number,
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Double }, float number) => (double)number,
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Timestamp }, int day) => day * TimeUnits.MicrosPerDay,
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Uuid }, byte[] { Length: 16 } bytes) => new Guid(bytes, bigEndian: true),
        (IcebergPrimitive { Kind: IcebergPrimitiveKind.Uuid }, string text) when Guid.TryParseExact(text, "D", out var id) => id,
        (IcebergDecimal, byte[] { Length: > 0 and <= 16 } bytes) => SingleValue.Unscaled(bytes),
        _ => written,
    };

    private readonly record struct Part(int At, AvroSchema Type, int NullBranch, AvroSchema Whole);
}
