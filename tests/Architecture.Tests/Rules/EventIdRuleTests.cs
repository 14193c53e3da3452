namespace MeshStarter.Architecture.Tests.Rules;

public sealed class EventIdRuleTests
{
    [Fact]
    public void Each_event_id_is_used_once() => HouseRule.IsFollowed(EventIdRule.Violations(Repository.PlatformSources));

    [Fact]
    public void An_id_that_two_lines_have_is_found() => Assert.Equal(
        ["a/EventIds.cs, b/B.cs: event id 7001 is used more than once. Fix: take the next free one of the room's range."],
        EventIdRule.Violations(
        [
            new SourceFile("a/EventIds.cs", "public const int First = 7001; public const int Second = 7002;"),
            new SourceFile("a/A.cs", "[LoggerMessage(EventIds.First, LogLevel.Debug)] const int Most = 7003;"),
            new SourceFile("b/B.cs", "[LoggerMessage(EventId = 7001, Level = LogLevel.Debug)] [LoggerMessage(7003, LogLevel.Debug)]"),
        ]));
}
