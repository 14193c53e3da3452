using FsCheck;
using FsCheck.Fluent;
using MeshStarter.Policy.Rules;
using MeshStarter.Policy.Tests.Cases;

namespace MeshStarter.Policy.Tests.Rules;

public sealed class DamagedBundleTests
{
    private static readonly string[] Pieces =
        ["", "\t", "\n", ": ", "- ", "\"", "{", "}", "[", "]", "[]", "{}", "&a ", "*a", "!!int ", "~", "when", "everyone", "pii", "mask", "permit", "deny", "\0"];

    /// <summary>A damaged bundle is refused with its places, or it is still a bundle; nothing else may happen.</summary>
    [Fact]
    [Trait("Category", "Property")]
    public void Damaged_bundle_is_refused_or_read()
    {
        var text = DecisionCases.Text("mesh.yaml");
        var damaged =
            from at in Gen.Choose(0, text.Length - 1)
            from length in Gen.Choose(0, 20)
            from piece in Gen.Elements(Pieces)
            select text[..at] + piece + text[Math.Min(at + length, text.Length)..];
        Prop.ForAll(damaged.ToArbitrary(), yaml =>
        {
            try
            {
                Assert.NotEmpty(PolicyBundle.Parse(yaml, "bundle.yaml").Version);
            }
            catch (PolicyFormatException refused)
            {
                Assert.NotEmpty(refused.Issues);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds.Of(250)));
    }
}
