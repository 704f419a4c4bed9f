using System.Globalization;
using System.Text;
using Rathaus.Ledger.Logs;
using Rathaus.Ledger.Notes;
using Rathaus.Testing;

namespace Rathaus.Ledger.Tests;

/// <summary>The steps of "run a witness" in docs/govchain.md, one after the other.</summary>
public sealed class JoinRegionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_houses_write_their_lines_into_one_file_sign_it_and_witness_one_another()
    {
        var (wire, time, file) = (new Wire(), new FrozenTime(), Path.GetTempFileName());
        var houses = new List<LedgerHouse>();
        try
        {
            foreach (var town in new[] { "eins", "zwei", "drei" })
                houses.Add(await LedgerHouse.StartAsync(town, wire, time, file));

            // Step 2 and 3: the lines of each, one file, and everybody's signature.
            var lines = new StringBuilder();
            foreach (var house in houses)
                lines.Append((await house.Client.GetStringAsync("/govchain/members", Ct)).Replace("http://localhost", $"http://{house.Host}", StringComparison.Ordinal));
            var names = lines.ToString().Split('\n').Where(static line => line.StartsWith("witness ", StringComparison.Ordinal)).Select(static line => line.Split(' ')[1]);
            var text = string.Create(CultureInfo.InvariantCulture, $"#!version 1\n#!faulty 0\n{lines}group region 2 {string.Join(' ', names)}\nquorum region\n");
            Assert.True(Membership.TryParse(text, out var version, out var fault), fault);
            foreach (var house in houses)
            {
                Assert.NotNull(version.FaultAfter(null));
                version = version.With((await house.Logs.SignerAsync(await house.LogAsync(), Ct)).Sign(version.SignedText));
            }

            // Step 4 and 5: it holds, is in force without a restart, and is itself an entry of each log.
            Assert.Null(version.FaultAfter(null));
            SecondPlace.Replace(file, version.ToString());
            foreach (var house in houses)
            {
                await house.SubmitAsync(LedgerHouse.Request("first"));
                await house.IntegrateAsync();
                await house.PublishAsync();
                Assert.Equal(2, (await house.PublishedAsync())!.Size);
                Assert.True(SignedNote.TryParse((await house.PublishedAsync())!.Note, out var note));
                Assert.True(CheckpointJudge.Judge(note, version.Policy).QuorumMet);
                Assert.Equal(version.ToString(), await house.Client.GetStringAsync("/govchain/region", Ct));
            }
        }
        finally
        {
            foreach (var house in houses)
                await house.DisposeAsync();
            wire.Dispose();
            File.Delete(file);
        }
    }
}
