using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>The rows of types say which have numbers: no other code lists them, so that a further type of numbers is a row and a line.</summary>
internal static partial class NumberRule
{
    public static IEnumerable<string> Violations(SourceFile source) =>
        Listed().Matches(source.Text).Select(list => $"{source.Path}: {list.Value}. Fix: use IsWhole, IsFloating or IsNumber of PrimitiveForms.");

    [GeneratedRegex(@"PrimitiveKind\.(Integer|BigInt) or PrimitiveKind\.(Integer|BigInt)|PrimitiveKind\.(Real|Double) or PrimitiveKind\.(Real|Double)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Listed();
}
