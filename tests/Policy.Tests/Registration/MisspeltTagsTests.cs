using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Registration;

namespace MeshStarter.Policy.Tests.Registration;

/// <summary>A tag that looks like one by which a rule masks, and is none, leaves its column in clear.</summary>
public sealed class MisspeltTagsTests
{
    private const string Masks = "- { id: m, description: d, effect: mask, columns: { tags: [pii, card.number] }, mask: redact, when: everyone }";

    [Theory]
    [InlineData("pi.phone", "pii.phone")]
    [InlineData("ipi", "pii")]
    [InlineData("pi", "pii")]
    [InlineData("pii_phone", "pii.phone")]
    [InlineData("pii_phone.mobile", "pii.phone.mobile")]
    [InlineData("card.nubmer.last", "card.number.last")]
    [InlineData("card_number", "card.number")]
    public void Tag_that_is_near_one_of_a_mask_is_a_warning(string tag, string meant) =>
        Assert.Equal([$"shop.orders: warning: schema[0].tags: tag.unknown: No rule masks the tag \"{tag}\" of phone, and one masks {meant}. Fix: Did you mean {meant}?"], Find(tag));

    [Theory]
    [InlineData("pii")]
    [InlineData("pii.phone")]
    [InlineData("card.number")]
    [InlineData("card.holder")]
    [InlineData("finance")]
    [InlineData("pin_code")]
    [InlineData("pin")]
    [InlineData("not_personal")]
    public void Tag_of_a_mask_and_one_of_the_team_are_none(string tag) => Assert.Empty(Find(tag));

    private static IEnumerable<string> Find(string tag) => MisspeltTags.Find(Bundles.Of(Masks), new DataProductDescriptor
    {
        Name = new DataProductId("shop", "orders"),
        Owner = "shop@company.com",
        Schema = [new ColumnDefinition { Name = "phone", Type = ColumnType.Parse("STRING"), Tags = [tag] }],
    }).Select(violation => violation.ToString());
}
