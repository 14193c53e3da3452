namespace MeshStarter.Architecture.Tests.Rules;

public sealed class NumberRuleTests
{
    [Fact]
    public void Types_of_numbers_are_listed_in_their_rows_alone() => HouseRule.IsFollowed(
        Repository.Sources("platform/", ".cs").Concat(Repository.Sources("platform/", ".razor")).SelectMany(NumberRule.Violations));

    [Fact]
    public void A_list_elsewhere_is_found() => Assert.Equal(
        ["A.cs: PrimitiveKind.Integer or PrimitiveKind.BigInt. Fix: use IsWhole, IsFloating or IsNumber of PrimitiveForms."],
        NumberRule.Violations(new SourceFile("A.cs", "type is PrimitiveType { Kind: PrimitiveKind.Integer or PrimitiveKind.BigInt or PrimitiveKind.String }")));
}
