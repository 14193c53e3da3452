namespace MeshStarter.Architecture.Tests.Rules;

public sealed class KindRuleTests
{
    private static readonly SourceFile List = new("platform/Policy/Rules/AccessRuleKinds.cs", "        [PermitRule.Word] = new(PermitRule.Read),\n        [DenyRule.Word] = new(DenyRule.Read),\n");

    [Theory]
    [InlineData("platform/Policy/Rules/AccessRuleKinds.cs", "MaskRule")]
    [InlineData("platform/Policy/Registration/RegistrationRuleKinds.cs", "PersonalDataRule")]
    public void A_kind_is_named_by_its_list_alone(string path, string known)
    {
        var list = new SourceFile(path, Repository.Read(path));
        Assert.Contains(known, KindRule.Kinds(list));
        HouseRule.IsFollowed(KindRule.Violations(list, [.. Repository.PlatformSources, .. Repository.Sources("platform/", ".razor")]));
    }

    [Fact]
    public void Kinds_are_the_keys_of_the_list() => Assert.Equal(["PermitRule", "DenyRule"], KindRule.Kinds(List));

    [Fact]
    public void A_switch_over_kinds_elsewhere_is_found() => Assert.Equal(
        [$"platform/Policy/Decisions/DecisionMaker.cs: it names DenyRule. Fix: use a member that each kind of {List.Path} has."],
        KindRule.Violations(List,
        [
            List,
            new("platform/Policy/Rules/DenyRule.cs", "class DenyRule"),
            new("platform/Policy/Decisions/DecisionMaker.cs", "rule is DenyRule || rule is DenyRule { Other: true }"),
            new("platform/Policy/Decisions/Other.cs", "DenyRules and PersonalDenyRule"),
        ]));
}
