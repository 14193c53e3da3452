using MeshStarter.DuckDb;
using MeshStarter.DuckDb.Types;
using MeshStarter.Platform.Sql.Prepared;
using MeshStarter.Platform.Workers.Pipes;
using MeshStarter.Platform.Workers.Wire;

namespace MeshStarter.Platform.Workers.Engine;

/// <summary>Binds the values of parameters to a prepared statement, each as a value of its type.</summary>
internal static class ParameterBinding
{
    /// <exception cref="WorkerFailureException">A value is of a type that the statement cannot take there.</exception>
    public static void Bind(DuckDbStatement statement, IReadOnlyList<BoundParameter> parameters)
    {
        var indexes = Indexes(statement);
        for (var position = 1; position <= parameters.Count; position++)
        {
            var parameter = parameters[position - 1];
            // One that was in a clause for older states is read already.
            if (!indexes.TryGetValue(parameter.Name, out var index))
            {
                continue;
            }

            if (!parameter.IsCast && statement.ParameterType(index) is { } wanted && !Takes(wanted, parameter.Value))
            {
                var (own, type) = (parameter.Value.Type.Name(), TrinoTypes.Name(wanted));
                throw new WorkerFailureException(WorkerErrors.ParameterType,
                    $"Parameter {position} is of type {own}, and the statement wants {type} there. Send a value of type {type}, or write CAST(? AS {type}) in the statement.");
            }

            statement.Bind(index, parameter.Value.ToObject());
        }
    }

    /// <summary>The type that each parameter has, as Trino writes it; <c>unknown</c> where any will do.</summary>
    public static IReadOnlyList<string> Types(DuckDbStatement statement, IReadOnlyList<BoundParameter> parameters)
    {
        var indexes = Indexes(statement);
        return [.. parameters.Select(parameter => !parameter.IsCast && indexes.TryGetValue(parameter.Name, out var index) && statement.ParameterType(index) is { } type ? TrinoTypes.Name(type) : "unknown")];
    }

    private static Dictionary<string, int> Indexes(DuckDbStatement statement) =>
        Enumerable.Range(1, statement.ParameterCount).ToDictionary(statement.ParameterName, index => index, StringComparer.Ordinal);

    // As Trino coerces: numbers to numbers, dates to timestamps, nothing to or from text.
    private static bool Takes(DuckDbType wanted, ParameterValue value) => value.IsNull || wanted.Id switch
    {
        >= DuckDbTypeId.TinyInt and <= DuckDbTypeId.Double or DuckDbTypeId.HugeInt or DuckDbTypeId.UHugeInt or DuckDbTypeId.Decimal => value.Type.IsNumber(),
        DuckDbTypeId.Boolean => value.Type == ParameterType.Boolean,
        DuckDbTypeId.Varchar or DuckDbTypeId.Enum => value.Type == ParameterType.Varchar,
        DuckDbTypeId.Blob => value.Type == ParameterType.Varbinary,
        DuckDbTypeId.Date or DuckDbTypeId.Timestamp or DuckDbTypeId.TimestampSeconds or DuckDbTypeId.TimestampMilliseconds or DuckDbTypeId.TimestampNanoseconds or DuckDbTypeId.TimestampTz =>
            value.Type is ParameterType.Date or ParameterType.Timestamp or ParameterType.TimestampTz,
        DuckDbTypeId.Time or DuckDbTypeId.TimeNanoseconds or DuckDbTypeId.TimeTz => value.Type == ParameterType.Time,
        DuckDbTypeId.Uuid => value.Type == ParameterType.Uuid,
        DuckDbTypeId.Interval => value.Type is ParameterType.DayInterval or ParameterType.YearInterval,
        DuckDbTypeId.List or DuckDbTypeId.Array => value.Type == ParameterType.Array,
        DuckDbTypeId.Struct or DuckDbTypeId.Map => false,
        _ => true,
    };
}
