using System.Globalization;
using MeshStarter.Contracts.Times;
using MeshStarter.DuckDb;
using MeshStarter.Platform.Sql.Times;
using MeshStarter.QueryProxy.Tests.Sql;
using NodaTime;

namespace MeshStarter.QueryProxy.Tests.Planning;

/// <summary>The zones that clients send in the engine's words, validated against the engine.</summary>
[Trait("Category", "Quick")]
public sealed class SessionTimeZoneTests(EngineParser engine) : IClassFixture<EngineParser>
{
    [Theory]
    [InlineData("UTC", 0)]
    [InlineData("Z", 0)]
    [InlineData("z", 0)]
    [InlineData("Zulu", 0)]
    [InlineData("GMT", 0)]
    [InlineData("Etc/UTC", 0)]
    [InlineData("Etc/GMT", 0)]
    [InlineData("+00:00", 0)]
    [InlineData("-00:00", 0)]
    [InlineData("+05:00", 300)]
    [InlineData("-03:00", -180)]
    [InlineData("+0300", 180)]
    [InlineData("+3", 180)]
    [InlineData("GMT+3", 180)]
    [InlineData("utc+3", 180)]
    [InlineData("UT-11", -660)]
    [InlineData("Etc/GMT-3", 180)]
    [InlineData("Etc/GMT+3", -180)]
    [InlineData("+14:00", 840)]
    [InlineData("-12:00", -720)]
    [InlineData("+05:30", 330)]
    [InlineData("UTC+5:30", 330)]
    [InlineData("UTC+05:30", 330)]
    [InlineData("+04:30", 270)]
    [InlineData("+06:30", 390)]
    [InlineData("+09:30", 570)]
    [InlineData("-09:30", -570)]
    [InlineData("Asia/Tokyo", 540)]
    [InlineData("asia/tokyo", 540)]
    public void Zone_has_its_stated_offset_since_1946(string sent, int minutes)
    {
        var session = engine.Sandbox.Connection;
        session.Execute($"SET TimeZone = '{SessionTimeZone.EngineName(sent)}'");

        // Tokyo had summer time from 1948 to 1951.
        var from = sent.Contains("okyo", StringComparison.Ordinal) ? 1952 : 1946;
        var elsewhere = session.Scalar<long>(string.Create(CultureInfo.InvariantCulture,
            $"SELECT count(*) FROM generate_series(TIMESTAMPTZ '{from}-01-01 12:00:00+00', TIMESTAMPTZ '2037-12-31 12:00:00+00', INTERVAL 1 DAY) t(x) WHERE CAST(x AS TIMESTAMP) <> make_timestamp(epoch_us(x)) + INTERVAL ({minutes}) MINUTE"));

        Assert.Equal(0, elsewhere);
    }

    [Fact]
    public void Zones_of_the_platform_s_data_are_the_engine_s() => AssertEngineHasZones(step: 10);

    [Fact]
    [Trait("Category", "Slow")]
    public void All_zones_of_the_platform_s_data_are_the_engine_s() => AssertEngineHasZones(step: 1);

    private static void AssertEngineHasZones(int step)
    {
        using var database = DuckDbDatabase.Open();
        using var session = database.Connect();
        var months = Enumerable.Range(0, 880).Select(month => Instant.FromUtc(1970, 1, 1, 12, 0) + Duration.FromDays(28 * month)).ToList();
        session.Execute($"CREATE TABLE months AS SELECT unnest([{string.Join(',', months.Select(month => month.ToUnixTimeSeconds()))}]) AS seconds");

        var differing = DateTimeZoneProviders.Tzdb.Ids.Where(id => SessionTimeZone.EngineName(id) == id).Where((_, place) => place % step == 0).Where(id =>
        {
            Assert.True(ZoneData.TryFind(id, out var zone));
            return session.Scalar<string>($"SELECT string_agg(CAST(epoch(timezone('{id}', to_timestamp(seconds))) - seconds AS INTEGER), ',' ORDER BY seconds) FROM months")
                != string.Join(',', months.Select(month => zone.GetUtcOffset(month).Seconds));
        });

        Assert.Equal([], differing);
    }

    [Theory]
    [InlineData("")]
    [InlineData("+15:00")]
    [InlineData("-13:00")]
    [InlineData("+05:45")]
    [InlineData("-03:30")]
    [InlineData("+05:60")]
    [InlineData("+05:30:00")]
    [InlineData("UTC+05:30:00")]
    [InlineData("GMT+x")]
    [InlineData("+")]
    [InlineData("+123")]
    [InlineData("Europe/Berlin'; SELECT 1 --")]
    [InlineData("../etc/passwd")]
    [InlineData("Europe/Berlin\0")]
    [InlineData("+٠٥:٠٠")]
    public void Text_that_is_no_zone_is_none(string sent) => Assert.Null(SessionTimeZone.EngineName(sent));
}
