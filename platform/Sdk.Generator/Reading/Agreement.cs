using MeshStarter.Sdk.Generator.Diagnosing;

namespace MeshStarter.Sdk.Generator.Reading;

/// <summary>Brings a descriptor and the <c>.avsc</c> alongside it together: they have the same columns, and the schema may promise more.</summary>
internal static class Agreement
{
    /// <summary>The descriptor's contract with the records of the schema; null when the two contradict each other, and then there is a fault.</summary>
    public static Contract? Of(Contract declared, Contract written, List<Fault> faults)
    {
        List<Field> fields = [];
        var before = faults.Count;
        foreach (var field in written.Row.Fields)
        {
            if (declared.Row.Fields.FirstOrDefault(column => column.Name == field.Name) is not { } column)
            {
                Contradict(field, $"{declared.Product} has no column {field.Name} ({declared.Place}). Fix: Declare it there, or remove it here.");
                continue;
            }

            if (!RowType.SameShape(column.Type, field.Type))
            {
                Contradict(field, $"{field.Name} is {field.Type} here and {column.Type} in {column.Place}. Fix: Write the same type in both.");
            }
            else if (field.IsNullable && !column.IsNullable)
            {
                Contradict(field, $"{field.Name} may be null here and is required in {column.Place}. Fix: Take the null out of its union.");
            }

            fields.Add(field with { Description = field.Description ?? column.Description, Place = column.Place });
        }

        foreach (var column in declared.Row.Fields.Where(column => written.Row.Fields.All(field => field.Name != column.Name)))
        {
            faults.Add(new Fault(Rules.Contradiction, written.Place, $"The column {column.Name} of {column.Place} is missing here. Fix: Add it."));
        }

        return faults.Count > before
            ? null
            : written with
            {
                Description = declared.Description.Length > 0 ? declared.Description : written.Description,
                Row = written.Row with { Fields = new(fields) },
                Place = declared.Place,
            };

        void Contradict(Field field, string message) => faults.Add(new Fault(Rules.Contradiction, field.Place, message));
    }
}
