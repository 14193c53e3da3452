using MeshStarter.Sdk.Ports.Table;

namespace MeshStarter.Sdk.Tests.Ports.Cadence;

public sealed class PublishIntervalsTests
{
    [Theory]
    [InlineData("1 second", 1)]
    [InlineData("20 seconds", 1)]
    [InlineData("30 seconds", 1.5)]
    [InlineData("200 seconds", 10)]
    [InlineData("5 minutes", 10)]
    [InlineData("by 06:00 daily", 10)]
    [InlineData(null, 5)]
    public void Interval_is_a_twentieth_of_the_promised_freshness_from_one_second_to_ten(string? freshness, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), PublishIntervals.Of(CadenceProduct.Of("orders", freshness).Descriptor, setting: null));

    [Fact]
    public void Key_of_the_descriptor_overrides_the_setting_of_the_domain_which_overrides_the_derived_interval()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(200), PublishIntervals.Of(CadenceProduct.Of("orders", "5 minutes").Descriptor, TimeSpan.FromMilliseconds(200)));
        Assert.Equal(
            TimeSpan.FromSeconds(30),
            PublishIntervals.Of(CadenceProduct.Of("orders", "5 minutes", interval: "30 seconds").Descriptor, TimeSpan.FromMilliseconds(200)));
    }
}
