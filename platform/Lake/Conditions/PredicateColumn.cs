using System.Text;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.Platform.Iceberg.Schemas;
using MeshStarter.Platform.Iceberg.Types;

namespace MeshStarter.Lake.Conditions;

/// <summary>A column of a table, or a field of a struct, that a condition on files may be about. Pure.</summary>
/// <param name="Name">Its full name in the table's schema, such as <c>address.city</c>.</param>
/// <param name="Type">Its type, in the contract as in the schema.</param>
/// <param name="IsInStruct">Whether it is a field of a struct.</param>
internal sealed record PredicateColumn(string Name, ColumnType Type, bool IsInStruct)
{
    /// <summary>Finds a column by its name and those of the fields in it; null when there is none, or more than one, or its type in the schema is another.</summary>
    public static PredicateColumn? Find(IReadOnlyList<string> names, IReadOnlyList<ColumnDefinition> contract, TableSchema schema)
    {
        if (Only(contract, column => column.Name, names[0]) is not { } column || schema.Fields.FirstOrDefault(field => field.Name == column.Name) is not { } stored)
        {
            return null;
        }

        var (name, type) = (column.Name, column.Type);
        foreach (var next in names.Skip(1))
        {
            if (type is not StructType { Fields: var fields } || stored.Type is not IcebergStruct { Fields: var storedFields }
                || Only(fields, field => field.Name, next) is not { } field || storedFields.FirstOrDefault(each => each.Name == field.Name) is not { } inner)
            {
                return null;
            }

            (name, type, stored) = ($"{name}.{field.Name}", field.Type, inner);
        }

        // A name may have a point in it, and so be a path's.
        return IsSame(type, stored.Type) && schema.FindField(name)?.Id == stored.Id ? new PredicateColumn(name, type, names.Count > 1) : null;
    }

    // As the engine compares names: only A-Z and a-z are the same letter.
    private static T? Only<T>(IReadOnlyList<T> all, Func<T, string> nameOf, string name)
        where T : class =>
        all.Where(each => Ascii.EqualsIgnoreCase(nameOf(each), name)).Take(2).ToList() is [var only] ? only : null;

    // As the contract has it, so that the view's cast changes nothing.
    private static bool IsSame(ColumnType type, IcebergType stored) => (type, stored) switch
    {
        (DecimalType exact, IcebergDecimal narrower) => exact.Scale == narrower.Scale && exact.Precision >= narrower.Precision,
        (PrimitiveType { Forms.Iceberg: var name }, IcebergPrimitive primitive) => primitive.ToString() == name,
        _ => false,
    };
}
