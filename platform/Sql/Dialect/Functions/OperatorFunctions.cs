using MeshStarter.Platform.Sql.Dialect.Operators;
using MeshStarter.Platform.Sql.Dialect.Rewriting;

namespace MeshStarter.Platform.Sql.Dialect.Functions;

/// <summary>Operators of numbers, texts, arrays and times, which the parser makes calls of functions, and the functions of the same meaning.</summary>
internal static class OperatorFunctions
{
    public static IEnumerable<DialectFunction> All =>
    [
        new("/", Divide) { IsOfParser = true },
        new("%", Modulo) { IsOfParser = true },
        new("mod", Modulo),
        new("*", Multiply) { IsOfParser = true },
        .. DialectFunction.Each("+ -", Add).Select(function => function with { IsOfParser = true }),
        new("||", Concatenate) { IsOfParser = true },
        new("concat", Concatenate),
    ];

    private static bool Divide(DialectCall call) => OfNumbers(call, () => Arithmetic.Divide(call.Context, call.Node));

    private static bool Modulo(DialectCall call) => OfNumbers(call, () => Arithmetic.Modulo(call.Context, call.Node)) && call.Count == 2;

    private static bool Multiply(DialectCall call) => OfNumbers(call, () => Arithmetic.RequireNumbers(call.Context, call.Node, call.Kind(0), call.Kind(1)));

    private static bool Add(DialectCall call) => OfNumbers(call, () => Arithmetic.PlusOrMinus(call.Context, call.Node, call.Name == "-"));

    private static bool OfNumbers(DialectCall call, Action change)
    {
        Arithmetic.SmallIntegers(call.Context, call.Arguments);
        if (!Arithmetic.BecomesNull(call.Context, call.Node) && call.Count == 2)
        {
            change();
        }

        return true;
    }

    private static bool Concatenate(DialectCall call)
    {
        if (call.Name == "concat")
        {
            Concatenation.Concat(call.Context, call.Node);
        }
        else if (call.Count == 2)
        {
            Concatenation.Concatenate(call.Context, call.Node);
        }

        return true;
    }
}
