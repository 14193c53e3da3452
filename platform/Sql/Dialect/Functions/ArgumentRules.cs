using MeshStarter.Platform.Sql.Dialect.Operators;
using MeshStarter.Platform.Sql.Dialect.Rewriting;
using MeshStarter.Platform.Sql.Failures;
using MeshStarter.Platform.Sql.Tree;
using MeshStarter.Platform.Sql.Types;

namespace MeshStarter.Platform.Sql.Dialect.Functions;

/// <summary>Refuses arguments that a function does not take, where the engine would cast them or fail in words of its own.</summary>
internal static class ArgumentRules
{
    /// <summary>Refuses a first argument of another kind, and lambdas of other parameters.</summary>
    public static void Require(DialectCall call)
    {
        if (call.Count == 0)
        {
            return;
        }

        if (!IsFit(call.Kind(0), call.Function.Takes))
        {
            throw Unexpected(call);
        }

        foreach (var (place, parameters) in call.Function.Lambdas)
        {
            if (place >= call.Count || Nodes.Class(call[place]) != "LAMBDA")
            {
                throw Unexpected(call);
            }

            var given = Nodes.Parameters(call[place]).Count;
            if (given != parameters)
            {
                throw call.Failed(TrinoErrorCode.InvalidParameterUsage, $"Expected a lambda that takes {parameters} argument(s) but got {given}.");
            }
        }
    }

    /// <summary>The failure of a call with arguments that its function does not take.</summary>
    public static QueryFailedException Unexpected(DialectCall call)
    {
        var given = string.Join(", ", call.Arguments.Select(argument => Nodes.Class(argument) == "LAMBDA" ? "<function>" : call.Context.Kinds.Of(argument) is var kind && kind is ExpressionKind.Unknown or ExpressionKind.Other ? "…" : TypeRules.Name(kind)));
        var taken = call.Function.Takes switch { ArgumentKind.Condition => "a condition", ArgumentKind.Array => "an array", ArgumentKind.Map => "a map", ArgumentKind.Collection => "an array or a map", _ => "numbers" };
        return call.Failed(
            TrinoErrorCode.FunctionNotFound,
            $"Unexpected parameters ({given}) for function {call.Name}. "
            + (call.Function.Lambdas.Count == 0 ? $"It takes {taken}: write a CAST." : call.Function.Takes == ArgumentKind.Map ? "It takes a map and a function: (k, v) -> …." : "It takes an array and a function: x -> …."));
    }

    private static bool IsFit(ExpressionKind kind, ArgumentKind taken)
    {
        var isAny = kind is ExpressionKind.Unknown or ExpressionKind.Null;
        var isNumber = ExpressionKinds.IsNumber(kind) || kind == ExpressionKind.Other;
        return isAny || taken switch
        {
            ArgumentKind.Condition => kind is ExpressionKind.Boolean or ExpressionKind.Other,
            ArgumentKind.Number => isNumber,
            ArgumentKind.Quantity => isNumber || kind == ExpressionKind.Interval,
            ArgumentKind.Array => TypeRules.IsArray(kind),
            ArgumentKind.Map => kind == ExpressionKind.Map,
            ArgumentKind.Collection => TypeRules.IsArray(kind) || kind == ExpressionKind.Map,
            _ => true,
        };
    }
}
