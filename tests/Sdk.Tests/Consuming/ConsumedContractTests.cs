using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Types;
using MeshStarter.Sdk.Consuming;

namespace MeshStarter.Sdk.Tests.Consuming;

public sealed class ConsumedContractTests
{
    [Theory]
    [InlineData("ARRAY<STRUCT<quantity:INTEGER>>", true)]
    [InlineData("ARRAY<STRUCT<quantity:BIGINT, id:UUID>>", true)]
    [InlineData("ARRAY<STRUCT<price:INTEGER>>", false)]
    [InlineData("ARRAY<STRUCT<id:STRING>>", false)]
    [InlineData("STRUCT<id:UUID>", false)]
    public void Copy_of_a_contract_keeps_the_parts_that_are_read(string kept, bool isRead)
    {
        var product = TestProductDetails.Of("orders.events", [Items("ARRAY<STRUCT<id:UUID, quantity:INTEGER>>")]);

        var refused = Record.Exception(() => ConsumedContract.Require([Items(kept)], product));

        Assert.Equal(isRead ? null : typeof(SubscriptionRefusedException), refused?.GetType());

        static ColumnDefinition Items(string type) => new() { Name = "items", Type = ColumnType.Parse(type) };
    }
}
