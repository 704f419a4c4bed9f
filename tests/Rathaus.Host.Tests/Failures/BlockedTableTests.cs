using System.Globalization;
using System.Net;
using Npgsql;
using Rathaus.Host.Tests.Failures.Support;

namespace Rathaus.Host.Tests.Failures;

/// <summary>
/// Somebody holds a table for long (a migration by hand, a forgotten transaction): requests wait to their limit, use up the
/// pool, and are refused; they never hang, and afterwards everything works.
/// </summary>
public sealed class BlockedTableTests(OneHost one) : IClassFixture<OneHost>
{
    private const int Submissions = 150;
    private const int Pages = 150;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_that_wait_for_a_lock_end_as_overloaded_and_work_when_it_is_gone()
    {
        using var http = Applications.Client(one.Host);
        using var citizen = new Visitor(one.Host.Address);
        await citizen.SignInAsync();
        await using (var hold = Applications.Inside(one.Host))
        {
            await hold.OpenAsync(Ct);
            await using var transaction = await hold.BeginTransactionAsync(Ct);
            await using (var take = new NpgsqlCommand("lock table cases.application, cases.account_case in access exclusive mode", hold, transaction))
                await take.ExecuteNonQueryAsync(Ct);

            var submissions = Enumerable.Range(0, Submissions).Select(i => Applications.SubmitAsync(http, Key(i)));
            var pages = Enumerable.Range(0, Pages).Select(_ => citizen.GetAsync("/konto"));
            var refused = await Task.WhenAll(submissions);
            Assert.All(refused, answer => Assert.Equal(
                (HttpStatusCode.ServiceUnavailable, "overloaded"), (answer.Status, answer.Code)));
            Assert.All(await Task.WhenAll(pages), page => Assert.Equal(HttpStatusCode.ServiceUnavailable, page.Status));
            using var open = await http.GetAsync(new Uri("/wuppertal", UriKind.Relative), Ct);
            Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        }

        var numbers = await Task.WhenAll(Enumerable.Range(0, Submissions).Select(async i =>
            (await Applications.SubmitUntilAcceptedAsync(http, Key(i))).Number!));
        Assert.Equal(Submissions, numbers.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(HttpStatusCode.OK, (await citizen.GetAsync("/konto")).Status);
    }

    private static string Key(int i) => string.Create(CultureInfo.InvariantCulture, $"blocked-{i}");
}
