namespace MeshStarter.Architecture.Tests.Rules;

public sealed class EventIdRuleTests
{
    [Fact]
    public void Each_event_id_is_used_once() => HouseRule.IsFollowed(EventIdRule.Violations(Repository.PlatformSources));

    [Fact]
    public void An_id_that_two_lines_have_or_that_is_no_number_is_found() => Assert.Equal(
        [
            "a/A.cs: event id EventIds.First is no number. Fix: write the number there.",
            "a/A.cs, b/B.cs: event id 7001 is used more than once. Fix: take the next free one of the room's range.",
        ],
        EventIdRule.Violations(
        [
            new SourceFile("a/A.cs", "[LoggerMessage(EventIds.First, LogLevel.Debug, \"\")] [LoggerMessage(7001, LogLevel.Debug, \"\")]"),
            new SourceFile("b/B.cs", "[LoggerMessage(EventId = 7001, Message = \"\")] [LoggerMessage(7003, LogLevel.Debug, \"\")]"),
        ]));
}
