using System.Text.Json;
using MeshStarter.Platform.Avro.Binary;
using MeshStarter.Platform.Avro.Schemas;

namespace MeshStarter.Platform.Iceberg.Manifests;

/// <summary>
/// The mapping of an Avro record's fields to the fields of an Iceberg struct: by <c>field-id</c>, or by name where a writer left the
/// ids out. Unknown fields are ignored.
/// </summary>
internal sealed class RecordShape
{
    private readonly HashSet<int> _ids;

    private RecordShape(Slot[] slots)
    {
        Slots = slots;
        _ids = [.. slots.Select(slot => slot.Id)];
    }

    /// <summary>The record's fields in the order in which they are written.</summary>
    public Slot[] Slots { get; }

    /// <summary>Whether the record has a field.</summary>
    public bool Has(int id) => _ids.Contains(id);

    /// <summary>Takes the shape of a record, and holds its types against what the specification says of the fields.</summary>
    /// <param name="schema">The record.</param>
    /// <param name="fields">The fields that matter.</param>
    /// <param name="place">The file, for errors.</param>
    /// <exception cref="IcebergFormatException">It is no record, lacks a required field, has a field twice, or a field is of another type.</exception>
    public static RecordShape Of(AvroSchema schema, IReadOnlyList<KnownField> fields, string place)
    {
        if (schema is not AvroRecord record)
        {
            throw new IcebergFormatException(place, $"its schema is no record but {schema.Kind}.");
        }

        var slots = record.Fields.Select(field => SlotOf(field, fields, place)).ToArray();
        foreach (var field in fields)
        {
            var written = slots.Count(slot => slot.Id == field.Id);
            if (written > 1 || (field.Required && written == 0))
            {
                throw new IcebergFormatException(place, written > 1
                    ? $"its schema has field {field.Id} ({field.Name}) {written} times; ids are unique."
                    : $"its schema has no field {field.Id} ({field.Name}), which is required.");
            }
        }

        return new RecordShape(slots);
    }

    /// <summary>The id that a writer gave a field; null when none.</summary>
    public static int? IdOf(AvroField field) =>
        field.Properties.TryGetValue("field-id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out var number) ? number : null;

    /// <summary>Returns the type of a field's values, and the branch of null in its union (-1 for a required field).</summary>
    public static (AvroSchema Type, int NullBranch) Unwrapped(AvroSchema type) =>
        type is AvroUnion { Optional: { } inner } union ? (inner, union.NullBranch) : (type, -1);

    private static Slot SlotOf(AvroField field, IReadOnlyList<KnownField> fields, string place)
    {
        var id = IdOf(field);
        var known = fields.FirstOrDefault(known => id is null ? known.Name == field.Name : known.Id == id);
        if (known is null)
        {
            return new Slot(Slot.Unknown, field.Type, -1);
        }

        var (type, nullBranch) = Unwrapped(field.Type);
        return type.Kind == known.Type.Kind
            ? new Slot(known.Id, type, nullBranch)
            : throw new IcebergFormatException(place, $"field {known.Id} ({known.Name}) is of Avro's type {type.Kind}; it must be {known.Type.Kind}.");
    }

    /// <summary>A field of the record.</summary>
    /// <param name="Id">Its id, or <see cref="Unknown"/>.</param>
    /// <param name="Type">The type of its values; of an unknown field the whole type.</param>
    /// <param name="NullBranch">The place of null in its union; -1 when there is none.</param>
    internal readonly record struct Slot(int Id, AvroSchema Type, int NullBranch)
    {
        public const int Unknown = -1;

        /// <summary>Passes the field's branch, or an unknown field: whether a value follows that is to be read.</summary>
        public bool HasValue(ref AvroReader reader)
        {
            if (Id == Unknown)
            {
                reader.Skip(Type);
                return false;
            }

            return NullBranch < 0 || reader.ReadBranch(2) != NullBranch;
        }
    }

    /// <summary>A field that is read.</summary>
    internal sealed record KnownField(int Id, string Name, AvroSchema Type, bool Required)
    {
        /// <summary>Takes the fields of a record that we write (see <see cref="ManifestSchemas"/>): of others' records, these are read.</summary>
        /// <param name="record">The record.</param>
        /// <param name="required">The ids of those that a record of any format must have.</param>
        public static KnownField[] Of(AvroSchema record, int[] required) =>
            [.. from field in ((AvroRecord)record).Fields let id = IdOf(field)!.Value select new KnownField(id, field.Name, Unwrapped(field.Type).Type, required.Contains(id))];
    }
}
